using System.Diagnostics;
using Bourse.Bench.Measuring;
using Bourse.DuckDb;
using Bourse.Query.Engines;
using Bourse.Query.Workers;

namespace Bourse.Bench.Workers;

/// <summary>What confinement costs: a worker's start, cold and warm, and rows and aggregates read in a worker beside the same engine in this process.</summary>
internal static class WorkerBenchmark
{
    private const int Rows = 4_000_000;
    private const int Starts = 9;
    private static readonly TimeSpan s_warm = TimeSpan.FromSeconds(2);

    public static async Task<IReadOnlyList<Figure>> RunAsync()
    {
        var folder = Directory.CreateTempSubdirectory("bourse-bench-workers-");
        try
        {
            var file = Path.Combine(folder.FullName, "rows.parquet");
            Write(file);
            await using var cold = Pool(folder, warm: 0);
            await using var inProcess = new InProcessEngine();
            var figures = new List<Figure>
            {
                new("Worker ready, cold", await StartAsync(cold, file, TimeSpan.Zero), "ms", "two starts of .NET, an engine, confinement measured"),
            };
            await using (var warm = Pool(folder, warm: 1))
                figures.Add(new("Worker ready, warm", await StartAsync(warm, file, s_warm), "ms", "taken from the pool, one file linked"));
            figures.Add(await ReadAsync("Rows read, all four columns", "SELECT * FROM {0}", cold, inProcess, file));
            figures.Add(await ReadAsync("Rows aggregated, one row crosses", "SELECT sum(id), count(DISTINCT fund), max(day), avg(nav) FROM {0}", cold, inProcess, file));
            return figures;
        }
        finally
        {
            folder.Delete(recursive: true);
        }
    }

    private static WorkerPool Pool(DirectoryInfo folder, int warm) => new(
        new WorkerOptions { Folder = Path.Combine(folder.FullName, $"workers-{warm}"), RequireConfinement = true, Warm = warm, Threads = Environment.ProcessorCount },
        TimeProvider.System);

    private static void Write(string file)
    {
        using var database = DuckDbDatabase.Open(new DuckDbOptions { EnableExternalAccess = true });
        using var connection = database.Connect();
        connection.Execute(
            "COPY (SELECT range AS id, 'FND' || (range % 500) AS fund, DATE '2020-01-01' + CAST(range % 1500 AS INTEGER) AS day, (hash(range) % 1000000) / "
                + "1000.0 AS nav " +
            $"FROM range({Rows})) TO {Sql.Literal(file)} (FORMAT parquet, COMPRESSION zstd)");
    }

    private static async Task<double> StartAsync(WorkerPool pool, string file, TimeSpan pause)
    {
        var spent = new List<double>();
        for (var start = 0; start < Starts; start++)
        {
            // The next worker starts meanwhile.
            await Task.Delay(pause);
            var clock = Stopwatch.StartNew();
            using var session = await pool.OpenAsync([file], null);
            spent.Add(clock.Elapsed.TotalMilliseconds);
        }
        return spent.Order().ElementAt(Starts / 2);
    }

    private static async Task<Figure> ReadAsync(string name, string sql, WorkerPool worker, InProcessEngine inProcess, string file)
    {
        // The engine is opened before the clock starts: starts are figures of their own.
        using var ours = await worker.OpenAsync([file], null);
        using var peer = await inProcess.OpenAsync([file]);
        var (spent, others) = await Turns.RunAsync(() => Read(ours, sql, file), () => Read(peer, sql, file));
        return new Figure(name, Rows / spent.Seconds, "rows/s", $"{Rows:N0} rows, {Environment.ProcessorCount} threads",
            new PeerFigure("the same engine in this process", Rows / others.Seconds));
    }

    private static Task Read(IFileSession session, string sql, string file)
    {
        using var rows = session.Query(string.Format(System.Globalization.CultureInfo.InvariantCulture, sql, $"read_parquet({Sql.Literal(session.PathOf(file))})"));
        var count = rows.Chunks().Sum(chunk => (long)chunk.RowCount);
        return count is 1 or Rows ? Task.CompletedTask : throw new InvalidOperationException($"{count} rows were read.");
    }
}
