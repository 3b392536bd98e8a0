using System.Diagnostics;
using System.Security.Cryptography;
using Bourse.Storage;
using Xunit.Abstractions;

namespace Bourse.Cli.Tests.Crashes;

/// <summary>
/// The real process is killed with SIGKILL at every fault point that its command reaches, and at random times from outside. Afterwards the data folder
/// opens and holds the state before the command or the one after it, whole; the latter if the command had said so; and the same command finishes.
/// </summary>
[Collection(nameof(FaultPoint))]
public sealed class KilledProcessTests(ITestOutputHelper output)
{
    private const int RandomKills = 3;

    // Both processors wait for disks and for processes that start.
    private const int Runs = 3;

    [Fact]
    public async Task Publishing_a_file_survives_a_kill_anywhere() => await KillEverywhereAsync(await CrashScenario.FirstRevisionAsync());

    [Fact]
    public async Task Publishing_revision_2_to_two_clients_survives_a_kill_anywhere() =>
        await KillEverywhereAsync(await CrashScenario.SecondRevisionAsync());

    [Fact]
    public async Task Applying_an_agreement_survives_a_kill_anywhere() => await KillEverywhereAsync(await CrashScenario.AgreementAsync());

    private async Task KillEverywhereAsync(CrashScenario scenario)
    {
        using var _ = scenario;
        var seed = RandomNumberGenerator.GetInt32(int.MaxValue);
        var random = new Random(seed);
        var before = await ExchangeSeen.InAsync(scenario.Before);
        var points = await PointsAsync(scenario, random);
        var clock = Stopwatch.StartNew();
        var whole = scenario.Copy("whole");
        Assert.Equal(ExitCode.Ok, (await BourseProcess.RunAsync(scenario.Command(whole))).ExitCode);
        var took = clock.Elapsed;
        var after = (await ExchangeSeen.InAsync(whole))!;
        Assert.NotEqual(before, after);
        output.WriteLine($"{points.Count} fault points, seed {seed}: {string.Join(' ', points)}");
        var kills = points.Select(point => new Kill(point, null))
            .Concat(Enumerable.Range(0, RandomKills).Select(_ => new Kill(null, took * random.NextDouble())))
            .Select((kill, number) => (Kill: kill, Data: scenario.Copy($"run-{number}"))).ToList();
        await Parallel.ForEachAsync(kills, new ParallelOptions { MaxDegreeOfParallelism = Runs }, async (run, _) =>
        {
            var killed = await BourseProcess.RunAsync(scenario.Command(run.Data), run.Kill.Fault, run.Kill.After);
            try
            {
                if (run.Kill.Fault is not null)
                    Assert.Equal(BourseProcess.Killed, killed.ExitCode);
                await CheckAsync(scenario, run.Data, killed.Output.Length > 0, before, after);
            }
            catch (Exception failure)
            {
                throw new InvalidOperationException($"{run.Kill} (seed {seed}), exit code {killed.ExitCode}: {killed.Words}{failure.Message}", failure);
            }
        });
    }

    private static async Task CheckAsync(CrashScenario scenario, string data, bool acknowledged, ExchangeSeen? before, ExchangeSeen after)
    {
        var seen = await ExchangeSeen.InAsync(data);
        if (acknowledged)
            Assert.Equal(after, seen);
        else if (seen is not null && seen != after)
            Assert.Equal(before ?? Empty, seen);

        var again = await Cli.RunAsync(scenario.Command(data));
        Assert.True(again.ExitCode == ExitCode.Ok, again.Words);
        Assert.Equal(after, await ExchangeSeen.InAsync(data));
        Assert.Contains("verified: ", (await Cli.RunAsync("audit", "verify", "--data", data)).Output, StringComparison.Ordinal);
        var page = await File.ReadAllTextAsync(Path.Combine(data, "listings", "my-product.html"));
        Assert.Contains($"<strong>{after.Revisions.Split(':')[0]}</strong>latest revision", page, StringComparison.Ordinal);
        foreach (var number in after.Agreements.Split(' ', StringSplitOptions.RemoveEmptyEntries))
            Assert.True(File.Exists(Path.Combine(data, "welcome", $"{number.Split(':')[0]}.eml")), $"{number} has no welcome message");
    }

    private sealed record Kill(string? Fault, TimeSpan? After);

    // An exchange that was begun and holds nothing yet.
    private static ExchangeSeen Empty => new("", "", string.Join('\n', ExchangeSeen.Numbers.Select(number => $"{number}: nothing")), 0, "");

    // Every point once: the n-th time that it is reached, n at random.
    private static async Task<IReadOnlyList<string>> PointsAsync(CrashScenario scenario, Random random)
    {
        var reached = new Dictionary<string, int>(StringComparer.Ordinal);
        var data = scenario.Copy("recorded");
        using (FaultPoint.Arm(name => { lock (reached) { reached[name] = reached.GetValueOrDefault(name) + 1; } }))
        {
            Assert.Equal(ExitCode.Ok, (await Cli.RunAsync(scenario.Command(data))).ExitCode);
        }
        return [.. reached.OrderBy(point => point.Key, StringComparer.Ordinal).Select(point => $"{point.Key}#{1 + random.Next(point.Value)}")];
    }
}
