using System.Diagnostics;
using System.Security.Cryptography;
using Bourse.Storage;
using Xunit.Abstractions;

namespace Bourse.Cli.Tests.Crashes;

/// <summary>Runs a scenario's command in real processes that are killed with SIGKILL: at every fault point that it reaches, and at random times from outside.</summary>
internal sealed class KilledRuns(CrashScenario scenario, ITestOutputHelper output)
{
    // A usual run kills at one time that nobody chose; the fault points are all of the places that are known.
    private static readonly int s_randomKills = Rounds.Of(1);

    // Both processors wait for disks and for processes that start.
    private const int Runs = 3;

    private readonly int _seed = RandomNumberGenerator.GetInt32(int.MaxValue);
    private TimeSpan _took;

    /// <summary>Runs the command to its end, on a copy of its own, whose folder is the result.</summary>
    public async Task<string> RunWholeAsync()
    {
        var clock = Stopwatch.StartNew();
        var whole = scenario.Copy("whole");
        var (exitCode, _, words) = await BourseProcess.RunAsync(scenario.Command(whole));
        Assert.True(exitCode == ExitCode.Ok, words);
        _took = clock.Elapsed;
        return whole;
    }

    /// <summary>Kills a run for each place, each on a copy of its own.</summary>
    /// <param name="check">Checks what a killed run left in a folder, given whether it had said that it was done.</param>
    public async Task RunAsync(Func<string, bool, Task> check)
    {
        var random = new Random(_seed);
        var points = await PointsAsync(random);
        output.WriteLine($"{points.Count} fault points, seed {_seed}: {string.Join(' ', points)}");
        var kills = points.Select(point => new Kill(point, null))
            .Concat(Enumerable.Range(0, s_randomKills).Select(_ => new Kill(null, _took * random.NextDouble())))
            .Select((kill, number) => (Kill: kill, Data: scenario.Copy($"run-{number}"))).ToList();
        await Parallel.ForEachAsync(kills, new ParallelOptions { MaxDegreeOfParallelism = Runs }, async (run, _) =>
        {
            var killed = await BourseProcess.RunAsync(scenario.Command(run.Data), run.Kill.Fault, run.Kill.After);
            try
            {
                if (run.Kill.Fault is not null)
                    Assert.Equal(BourseProcess.Killed, killed.ExitCode);
                await check(run.Data, killed.Output.Length > 0);
            }
            catch (Exception failure)
            {
                throw new InvalidOperationException($"{run.Kill} (seed {_seed}), exit code {killed.ExitCode}: {killed.Words}{failure.Message}", failure);
            }
        });
    }

    // Every point once: the n-th time that it is reached, n at random.
    private async Task<IReadOnlyList<string>> PointsAsync(Random random)
    {
        var reached = new Dictionary<string, int>(StringComparer.Ordinal);
        var data = scenario.Copy("recorded");
        using (FaultPoint.Arm(name => { lock (reached) { reached[name] = reached.GetValueOrDefault(name) + 1; } }))
        {
            Assert.Equal(ExitCode.Ok, (await Cli.RunAsync(scenario.Command(data))).ExitCode);
        }
        return [.. reached.OrderBy(point => point.Key, StringComparer.Ordinal).Select(point => $"{point.Key}#{1 + random.Next(point.Value)}")];
    }

    private sealed record Kill(string? Fault, TimeSpan? After);
}
