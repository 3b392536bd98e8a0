using System.Diagnostics;
using System.Globalization;
using Bourse.Bench.Measuring;
using Bourse.Iceberg.Expressions;
using Bourse.Iceberg.Scanning;

namespace Bourse.Bench.Iceberg;

/// <summary>
/// Planning: manifests read and decoded anew (cold) or decoded before (warm), for all files, for one day of ten years, and for a value that only bounds exclude.
/// </summary>
internal static class PlanBenchmark
{
    private const int Runs = 15;

    public static async Task<IReadOnlyList<Figure>> RunAsync()
    {
        var figures = new List<Figure>();
        foreach (var files in new[] { 1_000, 10_000, 100_000 })
        {
            using var table = await PlannedTable.WriteAsync(files);
            var count = string.Create(CultureInfo.InvariantCulture, $"{files:#,##0} files");
            figures.Add(await MeasureAsync($"Plan, cold, all of {count}", () => PlanAsync(table.Open(), Expression.True)));
            figures.Add(await MeasureAsync($"Plan, cold, a value by bounds of {count}", () => PlanAsync(table.Open(), PlannedTable.ByBounds)));
            // Last of the cold ones: it keeps least alive while memory is counted.
            figures.Add(await MeasureAsync($"Plan, cold, one day of {count}", () => PlanAsync(table.Open(), PlannedTable.OneDay)));
            var warm = table.Open();
            var before = GC.GetTotalMemory(forceFullCollection: true);
            await PlanAsync(warm, Expression.True);
            figures.Add(new Figure(
                $"Memory of the decoded manifests, {count}", (GC.GetTotalMemory(forceFullCollection: true) - before) / 1e6, "MB", "10 columns with all statistics"));
            figures.Add(await MeasureAsync($"Plan, warm, all of {count}", () => PlanAsync(warm, Expression.True)));
            figures.Add(await MeasureAsync($"Plan, warm, one day of {count}", () => PlanAsync(warm, PlannedTable.OneDay)));
            figures.Add(await MeasureAsync($"Plan, warm, a value by bounds of {count}", () => PlanAsync(warm, PlannedTable.ByBounds)));
        }
        return figures;
    }

    private static async Task<int> PlanAsync(IcebergTable table, Expression filter) => (await table.Scan().PlanFilesAsync(filter)).Count;

    private static async Task<Figure> MeasureAsync(string name, Func<Task<int>> plan)
    {
        var kept = await plan();
        var allocated = GC.GetTotalAllocatedBytes(precise: true);
        await plan();
        allocated = GC.GetTotalAllocatedBytes(precise: true) - allocated;
        var times = new List<double>();
        for (var run = 0; run < Runs; run++)
        {
            // Processor time: the machine does other work too.
            var before = Process.GetCurrentProcess().TotalProcessorTime;
            await plan();
            times.Add((Process.GetCurrentProcess().TotalProcessorTime - before).TotalMilliseconds);
        }
        times.Sort();
        return new Figure(name, times[Runs / 2], "ms", string.Create(CultureInfo.InvariantCulture, $"{kept:#,##0} files kept, {allocated / 1e6:0.0} MB allocated"));
    }
}
