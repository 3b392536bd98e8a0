using System.Globalization;
using System.Security.Cryptography;
using Bourse.Catalog.Commits;
using Bourse.Iceberg.Metrics;
using Bourse.Iceberg.Writing;
using Bourse.Storage;

namespace Bourse.Catalog.Writes;

/// <summary>
/// Changes any number of tables in one commit, beside other writers; those of this process, maintenance among them, take turns. A race that was lost is tried again
/// on the newer versions with the files that are written already, unless what came first conflicts with what was read; a call repeated with its key has one effect,
/// also when the first answer was lost.
/// </summary>
/// <param name="catalog">The catalogue.</param>
/// <param name="store">The store of its tables.</param>
/// <param name="clock">The clock, for snapshots and waiting.</param>
/// <param name="random">Makes names and ids, and spreads out waiting.</param>
/// <param name="reporter">Hears of the commits; null for nobody.</param>
public sealed class CatalogWriter(TableCatalog catalog, IObjectStore store, TimeProvider clock, RandomNumberGenerator random, IMetricsReporter? reporter = null)
{
    /// <summary>The table's setting: how often a lost race is tried again.</summary>
    public const string RetriesProperty = "commit.retry.num-retries";

    /// <summary>As often when it is not set. Each lost race is another's commit, so with several writers all get through.</summary>
    public const int RetriesDefault = 100;

    private const int WaitMsMax = 500;

    /// <summary>Makes the changes.</summary>
    /// <param name="writes">One or more, each of another table.</param>
    /// <param name="idempotencyKey">Chosen by the caller for this write, 1 to 255 characters.</param>
    /// <param name="cancellationToken">Ends the call; a commit in its transaction is not interrupted.</param>
    /// <exception cref="StorageException">Files could not be made durable; repeat the call with its key.</exception>
    /// <exception cref="ArgumentException">A change does not fit its table.</exception>
    public async Task<WriteOutcome> RunAsync(IReadOnlyList<TableWrite> writes, string idempotencyKey, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(writes);
        var pending = new List<PendingWrite>();
        foreach (var write in writes)
        {
            if (await catalog.LoadAsync(write.Table, cancellationToken) is not { } table)
                return new WriteOutcome.Refused($"There is no table {write.Table}.");
            var opened = table.OpenIn(store);
            var transaction = TableTransaction.Begin(opened, clock, random, write.Branch);
            await write.Change(opened, transaction, cancellationToken);
            pending.Add(new PendingWrite(table, transaction));
        }
        return await CommitAsync(pending, idempotencyKey, cancellationToken);
    }

    private async Task<WriteOutcome> CommitAsync(List<PendingWrite> pending, string key, CancellationToken cancellationToken)
    {
        var retries = pending.Min(p => RetriesOf(p.Table));
        var started = clock.GetTimestamp();
        using var turn = await catalog.Turns.TakeAsync([.. pending.Select(p => p.Table.Identifier)], cancellationToken);
        // What stops it is not known to be another's commit: one under this key may have had its effect. The commit tells, and then the rebase below.
        if (turn.Waited)
            await RebaseAsync(pending, cancellationToken);
        for (var attempt = 0; ; attempt++)
        {
            var commits = new List<TableCommit>();
            foreach (var (table, transaction) in pending)
                commits.Add(new TableCommit(table, await transaction.ApplyAsync(cancellationToken)));
            var outcome = await catalog.CommitAsync(commits, key, cancellationToken: cancellationToken);
            FaultPoint.Reach("catalog.committed");
            switch (outcome)
            {
                case CommitOutcome.Committed committed:
                    Report(commits, started, attempt + 1);
                    return new WriteOutcome.Committed(committed.Tables);
                case CommitOutcome.AlreadyCommitted already:
                    return new WriteOutcome.Committed(already.Tables);
                case CommitOutcome.Refused refused:
                    return new WriteOutcome.Refused(refused.Message);
                case CommitOutcome.Conflict conflict when attempt >= retries:
                    return new WriteOutcome.Overtaken(conflict.Table, attempt + 1);
            }
            await WaitAsync(attempt, cancellationToken);
            if (await RebaseAsync(pending, cancellationToken) is { } stopped)
                return stopped;
        }
    }

    private async Task<WriteOutcome?> RebaseAsync(List<PendingWrite> pending, CancellationToken cancellationToken)
    {
        for (var i = 0; i < pending.Count; i++)
        {
            var (table, transaction) = pending[i];
            if (await catalog.LoadAsync(table.Identifier, cancellationToken) is not { } newer || newer.Metadata.TableUuid != table.Metadata.TableUuid)
                return new WriteOutcome.Refused($"The table {table.Identifier} was dropped meanwhile.");
            if (newer.MetadataLocation == table.MetadataLocation)
                continue;
            if (await transaction.RebaseAsync(newer.OpenIn(store), cancellationToken) is { } reason)
                return new WriteOutcome.Conflict(table.Identifier, reason);
            pending[i] = new PendingWrite(newer, transaction);
        }
        return null;
    }

    // Between nothing and a span that doubles: writers that collided do not collide again all at once.
    private Task WaitAsync(int attempt, CancellationToken cancellationToken)
    {
        Span<byte> bytes = stackalloc byte[2];
        random.GetBytes(bytes);
        var span = Math.Min(WaitMsMax, 4 << Math.Min(attempt, 8));
        return Task.Delay(TimeSpan.FromMilliseconds(BitConverter.ToUInt16(bytes) % span), clock, cancellationToken);
    }

    private void Report(List<TableCommit> commits, long started, int attempts)
    {
        foreach (var commit in reporter is null ? [] : commits)
            new MetricsReporting(commit.Base.Identifier.ToString(), clock, reporter!).ReportCommit(commit.Base.Metadata, commit.Metadata, started, attempts);
    }

    private static int RetriesOf(CatalogTable table) =>
        table.Metadata.Properties.TryGetValue(RetriesProperty, out var text) && int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var retries)
            ? retries
            : RetriesDefault;

    private sealed record PendingWrite(CatalogTable Table, TableTransaction Transaction);
}
