using System.Diagnostics;

namespace Bourse.Bench.Measuring;

/// <summary>
/// What ours and a peer take, each the median of several runs after one that warms up. They take turns in being first, so that neither has the warmer machine.
/// </summary>
internal static class Turns
{
    private const int Runs = 5;

    public static async Task<(Spent Ours, Spent Peer)> RunAsync(Func<Task> ours, Func<Task> peer)
    {
        var (mine, others) = (new List<Spent>(), new List<Spent>());
        for (var run = 0; run <= Runs; run++)
        {
            foreach (var (work, spent) in run % 2 == 0 ? new[] { (ours, mine), (peer, others) } : [(peer, others), (ours, mine)])
            {
                var processor = Process.GetCurrentProcess().TotalProcessorTime;
                var clock = Stopwatch.StartNew();
                await work();
                // The first run warms up.
                if (run > 0)
                    spent.Add(new Spent(clock.Elapsed.TotalSeconds, (Process.GetCurrentProcess().TotalProcessorTime - processor).TotalSeconds));
            }
        }
        return (Median(mine), Median(others));
    }

    private static Spent Median(List<Spent> runs) =>
        new(runs.Select(r => r.Seconds).Order().ElementAt(Runs / 2), runs.Select(r => r.ProcessorSeconds).Order().ElementAt(Runs / 2));
}
