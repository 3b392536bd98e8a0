using System.Diagnostics;
using Bourse.Bench.Measuring;
using Bourse.Catalog.Writes;
using Bourse.DuckDb;
using Bourse.Iceberg.Expressions;
using Bourse.Iceberg.Schemas;
using Bourse.Iceberg.Writing.Rows;

namespace Bourse.Bench.Writing;

/// <summary>What writing costs: commits alone and beside others, rows appended against plain COPY, rows scanned against plain read_parquet, deletes on read.</summary>
internal static class IcebergWriteBenchmark
{
    private const int Rows = 2_000_000;
    private const int CommitsEach = 20;

    private static readonly Schema Columns = new(0,
    [
        new(1, "id", new IcebergType.Long(), Required: true), new(2, "fund", new IcebergType.String(), Required: false),
        new(3, "day", new IcebergType.Date(), Required: false), new(4, "nav", new IcebergType.Double(), Required: false),
    ]);

    private static readonly string Source =
        $"SELECT range AS id, 'FND' || (range % 500) AS fund, DATE '2020-01-01' + CAST(range % 1500 AS INTEGER) AS day, (hash(range) % 1000000) / 1000.0 AS nav FROM "
            + $"range({Rows})";

    public static async Task<IReadOnlyList<Figure>> RunAsync()
    {
        await using var lake = await BenchLake.CreateAsync();
        var figures = new List<Figure>();
        foreach (var writers in new[] { 1, 16 })
            figures.AddRange(await CommitsAsync(lake, writers));
        figures.AddRange(await AppendAsync(lake));
        figures.AddRange(await ScansAsync(lake));
        return figures;
    }

    private static async Task<IReadOnlyList<Figure>> CommitsAsync(BenchLake lake, int writers)
    {
        var table = await lake.CreateAsync($"gold.commits{writers}", Columns);
        using var connection = lake.Connect();
        var file = await lake.WriteAsync(connection, lake.Open(table), "SELECT 1 AS id");
        var latencies = (await Task.WhenAll(Enumerable.Range(0, writers).Select(writer => Task.Run(async () =>
        {
            var spent = new List<double>();
            for (var i = 0; i < CommitsEach; i++)
            {
                var clock = Stopwatch.StartNew();
                var append = new TableWrite(table.Identifier, (_, transaction, _) => Task.FromResult(transaction.Append(file)));
                var outcome = await lake.Writer.RunAsync([append], $"{writers}-{writer}-{i}");
                spent.Add(clock.Elapsed.TotalMilliseconds);
                if (outcome is not WriteOutcome.Committed)
                    throw new InvalidOperationException($"A commit was not made: {outcome}");
            }
            return spent;
        })))).SelectMany(s => s).Order().ToArray();
        return
        [
            new Figure($"Commit of one file, {writers} writers, p50", latencies[latencies.Length / 2], "ms", $"{latencies.Length} commits to one table, durable"),
            new Figure($"Commit of one file, {writers} writers, p99", latencies[latencies.Length * 99 / 100], "ms", "the same"),
        ];
    }

    private static async Task<IReadOnlyList<Figure>> AppendAsync(BenchLake lake)
    {
        var table = lake.Open(await lake.CreateAsync("gold.appended", Columns));
        using var connection = lake.Connect();
        // A new file each time, as ours are: writing over one costs its pages too.
        var number = 0;
        var (ours, peer) = await Turns.RunAsync(
            async () => await lake.WriteAsync(connection, table, Source, asGiven: true),
            () =>
            {
                connection.Execute($"COPY ({Source}) TO {Sql.Literal(Path.Combine(lake.Folder, $"plain-{number++}.parquet"))} (FORMAT parquet, COMPRESSION zstd)");
                return Task.CompletedTask;
            });
        return Both("Rows appended", ours, peer, $"{Rows:N0} rows of 4 columns, statistics and flush included", "DuckDB's COPY");
    }

    private static async Task<IReadOnlyList<Figure>> ScansAsync(BenchLake lake)
    {
        var created = await lake.CreateAsync("gold.scanned", Columns);
        using var connection = lake.Connect();
        var append =
            new TableWrite(created.Identifier, async (table, transaction, _) => transaction.Append(await lake.WriteAsync(connection, table, Source, asGiven: true)));
        await lake.Writer.RunAsync([append], "scanned");
        var table = await lake.LoadAsync(created.Identifier);
        var local = new List<string>();
        foreach (var task in await table.Scan().PlanFilesAsync(Expression.True))
            local.Add(await table.Files.LocalPathAsync(task.File.Path));
        var figures = new List<Figure>();
        foreach (var percent in new[] { 0, 1, 10, 50 })
        {
            if (percent > 0)
            {
                var delete = new TableWrite(created.Identifier, async (t, transaction, ct) => transaction.Apply(
                    await new RowWriter(connection, t, lake.Random)
                        .DeleteAsync(new ColumnConditions(Columns).Compare("nav", ComparisonOperator.Less, percent * 10.0), ct)));
                await lake.Writer.RunAsync([delete], $"delete-{percent}");
            }
            var current = await lake.LoadAsync(created.Identifier);
            var (ours, peer) = await Turns.RunAsync(
                async () => Sum(connection, await current.Scan().ToSqlAsync(Expression.True)),
                () => Task.FromResult(Sum(connection, $"SELECT * FROM read_parquet({Sql.StringList(local)})")));
            figures.AddRange(Both(
                $"Rows scanned, {percent} % of them deleted on read", ours, peer, "planning included, one aggregate over all columns",
                "read_parquet of the same data files"));
        }
        return figures;
    }

    private static IReadOnlyList<Figure> Both(string name, Spent ours, Spent peer, string conditions, string peerName) =>
    [
        new Figure(name, Rows / ours.Seconds, "rows/s", conditions, new PeerFigure(peerName, Rows / peer.Seconds)),
        new Figure(name + ", of processor time", Rows / ours.ProcessorSeconds, "rows/s", "the same", new PeerFigure(peerName, Rows / peer.ProcessorSeconds)),
    ];

    private static long Sum(DuckDbConnection connection, string rows) =>
        connection.QuerySingle<long>($"SELECT CAST(sum(id) + sum(length(fund)) + count(day) + count(nav) AS BIGINT) FROM ({rows})");
}
