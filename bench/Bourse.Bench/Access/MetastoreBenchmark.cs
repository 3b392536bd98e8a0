using Bourse.Bench.Measuring;
using Bourse.Metastore;
using Bourse.Metastore.Postgres;
using Bourse.Tests;

namespace Bourse.Bench.Access;

/// <summary>Durable decisions over PostgreSQL, beside the same over SQLite; both flush to this machine's disk.</summary>
internal static class MetastoreBenchmark
{
    public static async Task<IReadOnlyList<Figure>> RunAsync(Rate rate)
    {
        var figures = new List<Figure>();
        var sqlite = new Dictionary<int, double>();
        await using (var access = await AccessUnderTest.StartAsync())
        {
            foreach (var underWay in new[] { 1, 16, 256 })
                sqlite[underWay] = await MeasureAsync(access, rate, underWay);
        }
        await using (var access = await AccessUnderTest.StartAsync(await PostgresAsync()))
        {
            foreach (var underWay in sqlite.Keys)
                figures.Add(new Figure(
                    $"First decisions over PostgreSQL, {underWay} under way", await MeasureAsync(access, rate, underWay), "decisions/s",
                    "durable before the answer, Unix socket, sequencer running", new PeerFigure("SQLite", sqlite[underWay])));
        }
        return figures;
    }

    private static Task<double> MeasureAsync(AccessUnderTest access, Rate rate, int underWay)
    {
        var run = $"{underWay}-{access.GetHashCode()}";
        return rate.OfTasksAsync(underWay, number => DecisionBenchmark.FirstAsync(access, number, run));
    }

    private static async Task<IMetastore> PostgresAsync()
    {
        var server = await PostgresServer.StartAsync(isDurable: true);
        return PostgresMetastore.Open(
            new PostgresMetastoreOptions { Host = server.Folder, Port = server.Port, Database = await server.CreateDatabaseAsync(), User = "bourse" });
    }
}
