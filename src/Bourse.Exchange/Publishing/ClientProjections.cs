using Bourse.Access.Authorization;
using Bourse.Access.Resources;
using Bourse.Metastore;
using Bourse.Projection;

namespace Bourse.Exchange.Publishing;

/// <summary>Brings a grant's projections to a revision, all tables of the product together.</summary>
public sealed class ClientProjections(ProjectionBuilder builder)
{
    /// <summary>Writes what the grant may see of the revision; nothing is visible yet. A table that left the product is left as it was.</summary>
    public async Task<PrepareOutcome> PrepareAsync(
        Grant grant, Revision revision, IReadOnlyDictionary<TableName, PinnedTable> tables, CancellationToken cancellation)
    {
        ArgumentNullException.ThrowIfNull(grant);
        ArgumentNullException.ThrowIfNull(revision);
        ArgumentNullException.ThrowIfNull(tables);
        var prepared = new List<PreparedProjection>();
        var mistakes = new List<string>();
        foreach (var (name, rules) in grant.Tables)
        {
            if (!tables.TryGetValue(name, out var pinned))
            {
                continue;
            }

            var request = new ProjectionRequest
            {
                Agreement = grant.Agreement,
                Product = grant.Product,
                Table = name,
                Rules = rules,
                Revision = revision.Number,
                PublishedAt = revision.PublishedAt,
                Source = pinned.Table,
                Pinned = pinned.Snapshot,
            };
            try
            {
                prepared.Add(await builder.PrepareAsync(request, cancellation));
            }
            catch (ProjectionRefusedException refused)
            {
                mistakes.Add($"{grant.Agreement}: its rules do not fit {grant.Product}.{name}. {refused.Message} "
                    + "Mend the table, or terminate the agreement and apply another.");
            }
        }

        return mistakes.Count == 0 ? new PrepareOutcome.Prepared(prepared) : new PrepareOutcome.Refused(mistakes);
    }

    /// <summary>Writes what the grant may see after a step of the product's history; nothing is visible yet.</summary>
    internal async Task<PrepareOutcome> PrepareAsync(Grant grant, RevisionStep step, CancellationToken cancellation)
    {
        if (step.Added is { } added)
        {
            var outcome = await PrepareAsync(grant, added, step.Tables, cancellation);
            return step.Revoked is { } gone && outcome is PrepareOutcome.Prepared { Projections: var prepared }
                ? await WithoutAsync(grant, prepared, gone, step.At, cancellation)
                : outcome;
        }

        var without = new List<PreparedProjection>();
        try
        {
            foreach (var table in grant.Tables.Keys)
            {
                if (await builder.PrepareRevocationAsync(grant.Agreement, grant.Product, table, step.Revoked!, step.At, cancellation) is { } projection)
                {
                    without.Add(projection);
                }
            }
        }
        catch (ProjectionRefusedException refused)
        {
            return Refused(grant, refused);
        }

        return new PrepareOutcome.Prepared(without);
    }

    private async Task<PrepareOutcome> WithoutAsync(
        Grant grant, IReadOnlyList<PreparedProjection> prepared, RevokedRevision revoked, DateTimeOffset at, CancellationToken cancellation)
    {
        try
        {
            var without = new List<PreparedProjection>();
            foreach (var projection in prepared)
            {
                without.Add(await builder.WithoutAsync(projection, revoked, at, cancellation));
            }

            return new PrepareOutcome.Prepared(without);
        }
        catch (ProjectionRefusedException refused)
        {
            return Refused(grant, refused);
        }
    }

    private static PrepareOutcome.Refused Refused(Grant grant, ProjectionRefusedException refused) =>
        new([$"{grant.Agreement}: {refused.Message} Publish another one first, or terminate the agreement."]);

    /// <summary>Makes prepared projections visible in the caller's transaction.</summary>
    public Task CommitAsync(IMetastoreWriteSession session, IReadOnlyList<PreparedProjection> prepared, CancellationToken cancellation) =>
        builder.CommitAsync(session, prepared, cancellation);
}
