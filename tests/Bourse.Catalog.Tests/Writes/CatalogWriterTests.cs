using System.Collections.Concurrent;
using System.Security.Cryptography;
using Bourse.Catalog.Writes;
using Bourse.DuckDb;
using Bourse.Iceberg;
using Bourse.Iceberg.Expressions;
using Bourse.Iceberg.Metrics;
using Bourse.Iceberg.Scanning;
using Bourse.Iceberg.Writing;
using Bourse.Iceberg.Writing.Deltas;
using Bourse.Iceberg.Writing.Rows;
using Bourse.Storage;

namespace Bourse.Catalog.Tests.Writes;

[Collection(nameof(FaultPoint))]
public sealed class CatalogWriterTests : IDisposable
{
    private static readonly RandomNumberGenerator Ids = RandomNumberGenerator.Create();

    private readonly DuckDbDatabase _engine = DuckDbDatabase.Open(new DuckDbOptions { EnableExternalAccess = true, Threads = 2 });

    public void Dispose() => _engine.Dispose();

    [Fact]
    public async Task Several_tables_move_together_and_a_repeated_key_has_one_effect()
    {
        await using var world = await CatalogWorld.CreateAsync();
        var tables = new[] { await world.CreateTableAsync("gold.nav"), await world.CreateTableAsync("gold.risk") };
        var writes = tables.Select(t => new TableWrite(t.Identifier, (table, change, ct) => AppendAsync(table, change, "SELECT 'A' AS fund_id, 1.0 AS nav", ct)))
            .ToArray();
        var first = Assert.IsType<WriteOutcome.Committed>(await Writer(world).RunAsync(writes, "key"));
        Assert.Equal([("gold.nav", 2L), ("gold.risk", 2L)], first.Tables.Select(t => (t.Identifier.ToString(), t.Version)));
        var again = Assert.IsType<WriteOutcome.Committed>(await Writer(world).RunAsync(writes, "key"));
        Assert.Equal(first.Tables, again.Tables);
        Assert.Equal(["A|1.0"], await RowsAsync(world, "gold.nav"));
    }

    [Fact]
    public async Task A_delete_that_read_what_was_changed_since_is_a_conflict_and_moves_no_table()
    {
        await using var world = await CatalogWorld.CreateAsync();
        var (nav, risk) = (await world.CreateTableAsync("gold.nav"), await world.CreateTableAsync("gold.risk"));
        await AppendAsync(world, nav, "SELECT 'A' AS fund_id, 1.0 AS nav UNION ALL SELECT 'B', 2.0");
        var outcome = await Writer(world).RunAsync(
        [
            new TableWrite(risk.Identifier, (table, change, ct) => AppendAsync(table, change, "SELECT 'R' AS fund_id", ct)),
            new TableWrite(nav.Identifier, async (table, change, ct) =>
            {
                await DeleteAsync(table, change, "A", ct);
                await AppendAsync(world, nav, "SELECT 'A' AS fund_id, 9.0 AS nav");
            }),
        ],
        "key");
        var conflict = Assert.IsType<WriteOutcome.Conflict>(outcome);
        Assert.Equal(nav.Identifier, conflict.Table);
        Assert.IsType<CommitConflict.RowsAdded>(conflict.Reason);
        Assert.Empty(await RowsAsync(world, "gold.risk"));
        Assert.Equal(["A|1.0", "A|9.0", "B|2.0"], await RowsAsync(world, "gold.nav"));
    }

    [Fact]
    public async Task A_table_that_is_missing_and_a_table_without_retries_say_so()
    {
        await using var world = await CatalogWorld.CreateAsync();
        var nav = await world.CreateTableAsync("gold.nav");
        Assert.Equal(new WriteOutcome.Refused("There is no table gold.nix."),
            await Writer(world).RunAsync([new TableWrite(TableIdentifier.Parse("gold.nix"), (_, _, _) => Task.CompletedTask)], "a"));
        await Writer(world).RunAsync([new TableWrite(
            nav.Identifier, (_, change, _) => Task.FromResult(change.SetProperties(new TextDictionary([new(CatalogWriter.RetriesProperty, "0")]))))], "b");
        var outcome = await Writer(world).RunAsync(
            [new TableWrite(nav.Identifier, async (table, change, ct) =>
            {
                await AppendAsync(table, change, "SELECT 'A' AS fund_id", ct);
                await AppendAsync(world, nav, "SELECT 'B' AS fund_id");
            })],
            "c");
        Assert.Equal(new WriteOutcome.Overtaken(nav.Identifier, 1), outcome);
    }

    [Fact]
    public async Task A_commit_is_reported_once_for_each_table_with_its_attempts()
    {
        await using var world = await CatalogWorld.CreateAsync();
        var (nav, risk) = (await world.CreateTableAsync("gold.nav"), await world.CreateTableAsync("gold.risk"));
        var reporter = new TestReporter();
        TableWrite[] writes =
        [
            new(nav.Identifier, (table, change, ct) => AppendAsync(table, change, "SELECT 'A' AS fund_id UNION ALL SELECT 'B'", ct)),
            new(risk.Identifier, async (table, change, ct) =>
            {
                await AppendAsync(table, change, "SELECT 'R' AS fund_id", ct);
                if (reporter.Reports.Count == 0)
                    await AppendAsync(world, nav, "SELECT 'C' AS fund_id");
            }),
        ];
        var writer = new CatalogWriter(world.Catalog, world.Store, TimeProvider.System, Ids, reporter);
        Assert.IsType<WriteOutcome.Committed>(await writer.RunAsync(writes, "key"));
        Assert.IsType<WriteOutcome.Committed>(await writer.RunAsync(writes, "key"));

        var (first, second) =
            ((await world.LoadAsync("gold.nav")).Metadata.CurrentSnapshotId!.Value, (await world.LoadAsync("gold.risk")).Metadata.CurrentSnapshotId!.Value);
        Assert.Equal(
            [$"gold.nav {first} append 2 2 3", $"gold.risk {second} append 2 1 1"],
            reporter.Reports.Cast<CommitReport>().Select(r =>
                FormattableString.Invariant($"{r.TableName} {r.SnapshotId} {r.Operation} {r.Find("attempts")} {r.Find("added-records")} {r.Find("total-records")}")));
        Assert.All(reporter.Reports, r => Assert.True(r.Find("total-duration") > 0));
    }

    [Theory]
    [InlineData(20261126)]
    [InlineData(7)]
    public async Task Sixteen_writers_that_die_anywhere_and_lose_answers_lose_no_commit_and_make_none_twice(int seed)
    {
        await using var world = await CatalogWorld.CreateAsync();
        var nav = await world.CreateTableAsync("gold.nav");
        await AppendAsync(world, nav, string.Join(" UNION ALL ", Enumerable.Range(0, 16).Select(w => $"SELECT 'old-{w}' AS fund_id")));
        var points = new ConcurrentDictionary<string, int>();
        var random = new Random(seed);
        var left = new Dictionary<string, int>(StringComparer.Ordinal);
        using (FaultPoint.Arm(name =>
        {
            // The metastore's own points are its own tests' matter.
            if (name.StartsWith("metastore.", StringComparison.Ordinal))
                return;
            // Each point strikes within its first 40 passings, and again within as many.
            lock (random)
            {
                if (!left.TryGetValue(name, out var passings))
                    passings = random.Next(40);
                left[name] = passings > 0 ? passings - 1 : random.Next(40);
                if (passings > 0)
                    return;
            }
            points.AddOrUpdate(name, 1, (_, n) => n + 1);
            throw new DiedException();
        }))
        {
            await Task.WhenAll(Enumerable.Range(0, 16).Select(w => Task.Run(() => PlayAsync(world, nav.Identifier, w))));
        }

        var expected = Enumerable.Range(0, 16).SelectMany(w => new[] { $"new-{w}-0|0.0", $"new-{w}-1|1.0" }).Order(StringComparer.Ordinal);
        Assert.True(expected.SequenceEqual(await RowsAsync(world, "gold.nav")), $"seed {seed}: {string.Join(", ", await RowsAsync(world, "gold.nav"))}");
        Assert.True(points.Count > 4 && points.ContainsKey("catalog.committed"), $"seed {seed}: only {string.Join(", ", points.Keys)} failed");
        var table = await world.LoadAsync("gold.nav");
        // The empty table, the old rows, and three commits a writer: each once.
        Assert.Equal((2 + 48, 49), (table.Version, table.Metadata.Snapshots.Count));
        foreach (var snapshot in table.Metadata.Snapshots)
            Text(await Open(world, table).Scan(snapshot).ToSqlAsync(Expression.True));
    }

    private async Task PlayAsync(CatalogWorld world, TableIdentifier table, int writer)
    {
        await UntilAnsweredAsync(
            world, new TableWrite(table, (t, change, ct) => AppendAsync(t, change, $"SELECT 'new-{writer}-0' AS fund_id, 0.0 AS nav", ct)), $"{writer}-a");
        await UntilAnsweredAsync(
            world, new TableWrite(table, (t, change, ct) => AppendAsync(t, change, $"SELECT 'new-{writer}-1' AS fund_id, 1.0 AS nav", ct)), $"{writer}-b");
        await UntilAnsweredAsync(world, new TableWrite(table, (t, change, ct) => DeleteAsync(t, change, $"old-{writer}", ct)), $"{writer}-c");
    }

    private static async Task UntilAnsweredAsync(CatalogWorld world, TableWrite write, string key)
    {
        for (var conflicts = 0; ;)
        {
            try
            {
                switch (await Writer(world).RunAsync([write], key))
                {
                    case WriteOutcome.Committed:
                        return;
                    case WriteOutcome.Conflict conflict when conflicts++ < 200:
                        Assert.IsNotType<CommitConflict.HistoryLost>(conflict.Reason);
                        break;
                    case var other:
                        Assert.Fail($"{key}: {other}");
                        break;
                }
            }
            catch (DiedException)
            {
                // The writer begins again and knows nothing but its key.
            }
        }
    }

    private static CatalogWriter Writer(CatalogWorld world) => new(world.Catalog, world.Store, TimeProvider.System, Ids);

    private Task<WriteOutcome> AppendAsync(CatalogWorld world, CatalogTable table, string sql) =>
        Writer(world).RunAsync([new TableWrite(table.Identifier, (t, change, ct) => AppendAsync(t, change, sql, ct))], Guid.NewGuid().ToString());

    private async Task AppendAsync(IcebergTable table, TableTransaction change, string sql, CancellationToken cancellationToken)
    {
        using var connection = _engine.Connect();
        change.Append(await new DataFileWriter(connection, table.Files, Ids).WriteAsync(DataFileRequest.Of(table.Metadata, sql), cancellationToken));
    }

    private async Task DeleteAsync(IcebergTable table, TableTransaction change, string fund, CancellationToken cancellationToken)
    {
        using var connection = _engine.Connect();
        change.Apply(
            await new RowWriter(connection, table, Ids).DeleteAsync(new ColumnConditions(table.Metadata.CurrentSchema).Equal("fund_id", fund), cancellationToken));
    }

    private static IcebergTable Open(CatalogWorld world, CatalogTable table) =>
        table.OpenIn(world.Store);

    private async Task<List<string>> RowsAsync(CatalogWorld world, string name) =>
        Text(await Open(world, await world.LoadAsync(name)).Scan().ToSqlAsync(Expression.True));

    private List<string> Text(string sql)
    {
        using var connection = _engine.Connect();
        using var result = connection.Query($"SELECT CAST(COLUMNS(*) AS VARCHAR) FROM ({sql})");
        return [.. result.Rows().Select(r => string.Join("|", r.Select(v => v ?? "∅"))).Order(StringComparer.Ordinal)];
    }

    private sealed class DiedException : Exception;
}
