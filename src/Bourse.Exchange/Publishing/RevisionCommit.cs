using Bourse.Access.Auditing;
using Bourse.Access.Authorization;
using Bourse.Catalog;
using Bourse.Catalog.Commits;
using Bourse.Events;
using Bourse.Exchange.Products;
using Bourse.Iceberg.Metadata;
using Bourse.Metastore;
using Bourse.Projection;
using Bourse.Storage;

namespace Bourse.Exchange.Publishing;

/// <summary>
/// Takes a prepared step of a product's history: every client's projections first, which nobody sees, then one transaction (docs/decisions/0003). It decides
/// nothing about what the step is.
/// </summary>
internal sealed class RevisionCommit(
    TableCatalog catalog, ProductStore products, GrantStore grants, ClientProjections projections, EventBus events, IAuditLog audit, AdministrationRecords records)
{
    /// <summary>Prepares and commits a step that adds a revision, whose sources are tagged in the same transaction.</summary>
    /// <returns>What stands against it, empty when it was committed; null when something moved meanwhile and it has to begin anew.</returns>
    public Task<IReadOnlyList<string>?> AddAsync(RevisionStep step, CancellationToken cancellation) => RunAsync(
        step,
        async applyAsync => await catalog.CommitAsync(Tags(step.Added!, step.Tables.Values), $"publish/{step.Added!.Id}", applyAsync, cancellation) switch
        {
            CommitOutcome.Committed or CommitOutcome.AlreadyCommitted => [],
            CommitOutcome.Refused refused => [refused.Message],
            _ => null,
        },
        cancellation);

    /// <summary>Prepares a step and has a transaction run it.</summary>
    /// <param name="step">The step.</param>
    /// <param name="commitAsync">Runs what it is given in one transaction; answers as this does.</param>
    /// <param name="cancellation">Cancels; nothing is half done.</param>
    public async Task<IReadOnlyList<string>?> RunAsync(
        RevisionStep step, Func<Func<IMetastoreWriteSession, Task>, Task<IReadOnlyList<string>?>> commitAsync, CancellationToken cancellation)
    {
        var granted = await grants.ListAsync(step.Product, cancellation);
        if (MaskCheck.Mistakes(granted, step.Tables) is { Count: > 0 } misfits)
        {
            return misfits;
        }

        var (clients, mistakes) = await PrepareAsync(granted, step, cancellation);
        if (mistakes.Count > 0)
        {
            return mistakes;
        }

        FaultPoint.Reach("publish.before-commit");
        try
        {
            var outcome = await commitAsync(session => ApplyAsync(session, step, granted, clients, cancellation));
            FaultPoint.Reach("publish.after-commit");
            return outcome;
        }
        catch (Exception overtaken) when (overtaken is OvertakenException or ProjectionMovedException)
        {
            return null;
        }
    }

    private async Task ApplyAsync(
        IMetastoreWriteSession session, RevisionStep step, IReadOnlyList<Grant> granted, IReadOnlyList<ClientRevision> clients, CancellationToken cancellation)
    {
        if (!await grants.AreCurrentAsync(session, step.Product, granted)
            || (step.Added is { } added && !await products.InsertRevisionAsync(session, added))
            || (step.Revoked is { } revoked && !await products.RevokeAsync(session, step.Product, revoked, step.Added?.Number ?? 0, step.At)))
        {
            throw new OvertakenException();
        }

        foreach (var client in clients)
        {
            await projections.CommitAsync(session, client.Projections, cancellation);
            if (client.Grant.IsInForce(step.At))
            {
                await events.PublishAsync(session, step.Event(client), cancellation);
            }
        }

        await audit.AppendAsync(session, records.Done(step.Action, $"{step.Product}@{step.Subject}", step.Actor) with { Reason = step.Reason });
    }

    private async Task<(List<ClientRevision> Clients, List<string> Mistakes)> PrepareAsync(
        IReadOnlyList<Grant> granted, RevisionStep step, CancellationToken cancellation)
    {
        var clients = new List<ClientRevision>();
        var mistakes = new List<string>();
        foreach (var grant in granted.Where(grant => grant.State != AgreementState.Terminated && grant.EndsAt > step.At))
        {
            var outcome = await projections.PrepareAsync(grant, step, cancellation);
            if (outcome is PrepareOutcome.Prepared prepared)
            {
                clients.Add(new ClientRevision(grant, prepared.Projections));
            }
            else
            {
                mistakes.AddRange(((PrepareOutcome.Refused)outcome).Mistakes);
            }
        }

        return (clients, mistakes);
    }

    // Two tables of a product may be one lakehouse table: a commit moves each once.
    private static List<TableCommit> Tags(Revision revision, IEnumerable<PinnedTable> tables) =>
        [.. tables.DistinctBy(pinned => pinned.Source.Identifier).Select(pinned => new TableCommit(
            pinned.Source, pinned.Source.Metadata.WithTag(revision.SourceTag, pinned.Snapshot.Id, revision.PublishedAt.ToUnixTimeMilliseconds())))];

    // Unwinds the transaction: agreements or the product changed since they were read.
    private sealed class OvertakenException : Exception;
}
