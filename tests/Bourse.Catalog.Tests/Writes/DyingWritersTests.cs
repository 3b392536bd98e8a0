using System.Collections.Concurrent;
using System.Security.Cryptography;
using Bourse.Catalog.Writes;
using Bourse.DuckDb;
using Bourse.Iceberg;
using Bourse.Iceberg.Expressions;
using Bourse.Iceberg.Maintenance;
using Bourse.Iceberg.Maintenance.Orphans;
using Bourse.Iceberg.Metadata;
using Bourse.Iceberg.Scanning;
using Bourse.Iceberg.Writing;
using Bourse.Iceberg.Writing.Rows;

namespace Bourse.Catalog.Tests.Writes;

/// <summary>
/// Writers of every kind beside maintenance, over a store that fails at any call: no commit is lost or made twice, every snapshot reads, and what
/// the dead left is removed.
/// </summary>
public sealed class DyingWritersTests : IDisposable
{
    private const int Writers = 5;

    private static readonly RandomNumberGenerator Ids = RandomNumberGenerator.Create();
    private static readonly TableIdentifier Nav = TableIdentifier.Parse("gold.nav");

    private readonly DuckDbDatabase _engine = DuckDbDatabase.Open(new DuckDbOptions { EnableExternalAccess = true, Threads = 2 });

    public void Dispose() => _engine.Dispose();

    [Theory]
    [InlineData(20261127)]
    [InlineData(11)]
    public async Task Writers_and_maintenance_that_die_at_any_call_to_the_store_lose_no_commit_and_leave_every_snapshot_readable(int seed)
    {
        await using var world = await CatalogWorld.CreateAsync();
        await world.CreateTableAsync("gold.nav");
        await RunAsync(new CatalogWriter(world.Catalog, world.Store, TimeProvider.System, Ids), "start", async (table, change, cancellation) =>
        {
            change.SetProperties(new TextDictionary([new("bourse.maintenance.compaction.min-input-files", "2"), new("write.delete.mode", "merge-on-read")]));
            await AppendAsync(table, change,
                string.Join(" UNION ALL ", Enumerable.Range(0, 3 * Writers).Select(i => $"SELECT 'old-{i / 3}-{i % 3}' AS fund_id, 1.0 AS nav")), cancellation);
        });
        var deaths = new ConcurrentDictionary<string, int>();
        using var store = new DyingStore(world.Store, Deaths(deaths, new Random(seed)));
        var catalog = new TableCatalog(world.Metastore, store, TimeProvider.System, Ids);
        var writers = Enumerable.Range(0, Writers).Select(w => Task.Run(() => PlayAsync(new CatalogWriter(catalog, store, TimeProvider.System, Ids), w))).ToArray();
        var maintenance = Task.Run(() => MaintainAsync(new MaintainedTables(catalog, store, TimeProvider.System, Ids), () => writers.All(w => w.IsCompleted)));
        await Task.WhenAll(writers);
        await maintenance;

        var expected = Enumerable.Range(0, Writers).SelectMany(w => new[] { $"merged-{w}|6.0", $"new-{w}|0.0", $"old-{w}-1|5.0", $"over-{w}|7.0" })
            .Order(StringComparer.Ordinal);
        var rows = await RowsAsync(world);
        Assert.True(expected.SequenceEqual(rows), $"seed {seed}: {string.Join(", ", rows)}");
        Assert.True(deaths.Count >= 5, $"seed {seed}: only {string.Join(", ", deaths.Keys)} failed");
        Assert.Equal(1 + (4 * Writers), (await world.LoadAsync("gold.nav")).Metadata.Snapshots.Count(s => s.Operation != "replace"));

        // A month later nobody needs what the dead left; everything that a snapshot needs is still there.
        var later = await new MaintainedTables(world.Catalog, world.Store, new Later(), Ids).OpenAsync(Nav);
        Assert.True((await new OrphanCleanup(later).RunAsync(dryRun: false)).FilesRemoved > 0);
        Assert.Equal(0, (await new OrphanCleanup(later).RunAsync(dryRun: true)).FilesRemoved);
        Assert.Equal(expected, await RowsAsync(world));
    }

    private static Action<string> Deaths(ConcurrentDictionary<string, int> deaths, Random random) => call =>
    {
        lock (random)
        {
            if (random.Next(25) > 0)
                return;
        }
        deaths.AddOrUpdate(call, 1, (_, n) => n + 1);
        throw new DiedException();
    };

    private async Task PlayAsync(CatalogWriter writer, int number)
    {
        await RunAsync(writer, $"{number}-append", (table, change, ct) => AppendAsync(table, change, $"SELECT 'new-{number}' AS fund_id, 0.0 AS nav", ct));
        await RunAsync(writer, $"{number}-delete", (table, change, ct) => ApplyAsync(table, change, rows => rows.DeleteAsync(Is(table, $"old-{number}-0"), ct)));
        await RunAsync(writer, $"{number}-merge", (table, change, ct) => ApplyAsync(table, change, rows => rows.MergeAsync(
            new MergeRequest { SourceSql = $"SELECT 'old-{number}-1' AS fund_id, 5.0 AS nav UNION ALL SELECT 'merged-{number}', 6.0", Keys = ["fund_id"] }, ct)));
        await RunAsync(writer, $"{number}-overwrite", (table, change, ct) => ApplyAsync(
            table, change, rows => rows.OverwriteAsync(Is(table, $"old-{number}-2"), $"SELECT 'over-{number}' AS fund_id, 7.0 AS nav", cancellationToken: ct)));
    }

    // Whoever dies begins again and knows nothing but its key; whoever is in conflict makes the change anew.
    private static async Task RunAsync(CatalogWriter writer, string key, Func<IcebergTable, TableTransaction, CancellationToken, Task> change)
    {
        for (var conflicts = 0; conflicts < 500;)
        {
            try
            {
                var outcome = await writer.RunAsync([new TableWrite(Nav, change)], key);
                if (outcome is WriteOutcome.Committed)
                    return;
                Assert.True(outcome is WriteOutcome.Conflict, $"{key}: {outcome}");
                conflicts++;
            }
            catch (DiedException)
            {
            }
        }
        Assert.Fail($"{key}: always in conflict");
    }

    private async Task MaintainAsync(MaintainedTables tables, Func<bool> ends)
    {
        for (var last = false; !last;)
        {
            last = ends();
            try
            {
                using var connection = _engine.Connect();
                await new TableMaintenance(await tables.OpenAsync(Nav), connection).RunAsync(dryRun: false);
            }
            catch (DiedException)
            {
            }
            catch (MaintenanceException overtaken) when (overtaken.IsTransient)
            {
            }
        }
    }

    private async Task AppendAsync(IcebergTable table, TableTransaction change, string sql, CancellationToken cancellationToken)
    {
        using var connection = _engine.Connect();
        change.Append(await new DataFileWriter(connection, table.Files, Ids).WriteAsync(DataFileRequest.Of(table.Metadata, sql), cancellationToken));
    }

    private async Task ApplyAsync(IcebergTable table, TableTransaction change, Func<RowWriter, Task<Iceberg.Writing.Deltas.RowDelta>> rows)
    {
        using var connection = _engine.Connect();
        change.Apply(await rows(new RowWriter(connection, table, Ids)));
    }

    private static Expression Is(IcebergTable table, string fund) => new ColumnConditions(table.Metadata.CurrentSchema).Equal("fund_id", fund);

    // Every snapshot is read; the rows are those of the current one.
    private async Task<List<string>> RowsAsync(CatalogWorld world)
    {
        var found = await world.LoadAsync("gold.nav");
        var table = found.OpenIn(world.Store);
        List<string> rows = [];
        using var connection = _engine.Connect();
        foreach (var snapshot in found.Metadata.AncestorsOf(found.Metadata.CurrentSnapshotId).Reverse())
        {
            using var result = connection.Query($"SELECT CAST(COLUMNS(*) AS VARCHAR) FROM ({await table.Scan(snapshot).ToSqlAsync(Expression.True)})");
            rows = [.. result.Rows().Select(r => string.Join("|", r)).Order(StringComparer.Ordinal)];
        }
        return rows;
    }

    private sealed class DiedException : Exception;

    private sealed class Later : TimeProvider
    {
        public override DateTimeOffset GetUtcNow() => base.GetUtcNow() + TimeSpan.FromDays(30);
    }
}
