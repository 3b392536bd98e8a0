using System.Diagnostics;

namespace Bourse.Bench.Measuring;

/// <summary>Seconds of ours and of a peer, each the median of several runs after one that warms up. They take turns in being first, so that neither has the warmer machine.</summary>
internal static class Turns
{
    private const int Runs = 5;

    public static async Task<(double Ours, double Peer)> RunAsync(Func<Task> ours, Func<Task> peer)
    {
        var (mine, others) = (new List<double>(), new List<double>());
        for (var run = 0; run <= Runs; run++)
        {
            foreach (var (work, spent) in run % 2 == 0 ? new[] { (ours, mine), (peer, others) } : [(peer, others), (ours, mine)])
            {
                var clock = Stopwatch.StartNew();
                await work();
                // The first run warms up.
                if (run > 0)
                    spent.Add(clock.Elapsed.TotalSeconds);
            }
        }
        return (mine.Order().ElementAt(Runs / 2), others.Order().ElementAt(Runs / 2));
    }
}
