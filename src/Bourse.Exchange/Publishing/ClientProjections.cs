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

    /// <summary>Makes prepared projections visible in the caller's transaction.</summary>
    public Task CommitAsync(IMetastoreWriteSession session, IReadOnlyList<PreparedProjection> prepared, CancellationToken cancellation) =>
        builder.CommitAsync(session, prepared, cancellation);
}
