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
        var before = await ExchangeSeen.InAsync(scenario.Before);
        var kills = new KilledRuns(scenario, output);
        var after = (await ExchangeSeen.InAsync(await kills.RunWholeAsync()))!;
        Assert.NotEqual(before, after);
        await kills.RunAsync((data, acknowledged) => CheckAsync(scenario, data, acknowledged, before, after));
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

    // An exchange that was begun and holds nothing yet.
    private static ExchangeSeen Empty => new("", "", string.Join('\n', ExchangeSeen.Numbers.Select(number => $"{number}: nothing")), 0, "");
}
