using System.Globalization;
using Bourse.Bench.Measuring;
using Bourse.DuckDb;
using Bourse.Iceberg.Expressions;

namespace Bourse.Bench.Iceberg;

/// <summary>
/// Planning beside what a user would pick instead, by processor time of all threads: ClickHouse on the same table, DuckDB on the folder of its files. A peer has no
/// call that only plans, so it counts the rows of a question for which few files are left, or none: what it opens of those is in its figure.
/// </summary>
internal static class PlanPeerBenchmark
{
    private const int Runs = 5;

    private static readonly (string Name, Expression Filter, string ClickHouse, string DuckDb)[] s_questions =
    [
        ("a value in no file", PlannedTable.Nowhere, "c2 = -1", "c2 = -1"),
        ("one day", PlannedTable.OneDay, "c1 = toDate('1970-01-01') + 1234", "day = 1234"),
    ];

    public static async Task<IReadOnlyList<Figure>> RunAsync()
    {
        var figures = new List<Figure>();
        foreach (var files in new[] { 1_000, 10_000, 100_000 })
        {
            using var table = await PlannedTable.WriteAsync(files, areThere: true);
            foreach (var (name, filter, clickHouse, duckDb) in s_questions)
            {
                foreach (var isWarm in new[] { false, true })
                {
                    var title = string.Create(CultureInfo.InvariantCulture, $"Plan, {(isWarm ? "warm" : "cold")}, {name} of {files:#,##0} files");
                    var kept = table.Open();
                    var ours = await RunsAsync(async () => await (isWarm ? kept : table.Open()).Scan().PlanFilesAsync(filter));
                    figures.Add(Of(title, ours, "ClickHouse", ClickHousePeer.Measure(table.Folder, clickHouse, isWarm, Runs)));
                    figures.Add(Of(title, ours, "DuckDB", await FolderAsync(table.Folder, duckDb, isWarm)));
                }
            }
        }
        return figures;
    }

    /// <summary>Cold opens every file that the names of folders leave; warm has their footers.</summary>
    private static async Task<IReadOnlyList<double>> FolderAsync(string folder, string where, bool isWarm)
    {
        using var engine = DuckDbDatabase.Open(new DuckDbOptions { EnableExternalAccess = true, LockConfiguration = false });
        using var connection = engine.Connect();
        connection.Execute($"SET parquet_metadata_cache = {(isWarm ? "true" : "false")}");
        var sql = $"SELECT count(*) FROM read_parquet({Sql.Literal(Path.Combine(folder, "data", "*", "*.parquet"))}, hive_partitioning = true) WHERE {where}";
        return await RunsAsync(() =>
        {
            connection.QuerySingle<long>(sql);
            return Task.CompletedTask;
        });
    }

    private static async Task<IReadOnlyList<double>> RunsAsync(Func<Task> work)
    {
        await work();
        var times = new List<double>();
        for (var run = 0; run < Runs; run++)
        {
            var before = Environment.CpuUsage.TotalTime;
            await work();
            times.Add((Environment.CpuUsage.TotalTime - before).TotalMilliseconds);
        }
        return times;
    }

    private static Figure Of(string title, IReadOnlyList<double> ours, string peer, IReadOnlyList<double> theirs) => new(
        title, Median(ours), "ms", string.Create(CultureInfo.InvariantCulture, $"least {ours.Min():0.0}"),
        theirs.Count == 0 ? null : new PeerFigure(string.Create(CultureInfo.InvariantCulture, $"{peer}, least {theirs.Min():0.0}"), Median(theirs)));

    private static double Median(IReadOnlyList<double> times) => times.Order().ElementAt(times.Count / 2);
}
