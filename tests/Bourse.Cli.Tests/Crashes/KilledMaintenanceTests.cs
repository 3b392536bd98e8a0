using Bourse.Storage;
using Xunit.Abstractions;

namespace Bourse.Cli.Tests.Crashes;

/// <summary>
/// Maintenance and erasure are killed with SIGKILL wherever they write, and at random times. Whatever is left, every snapshot reads, with the rows of before or, where
/// a subject is erased, of after; the same command finishes, and then finds nothing more to do.
/// </summary>
[Collection(nameof(FaultPoint))]
public sealed class KilledMaintenanceTests(ITestOutputHelper output)
{
    [Fact]
    public async Task Maintaining_a_table_survives_a_kill_anywhere()
    {
        using var scenario = await CrashScenario.MaintenanceAsync();
        var before = await TableSeen.InAsync(scenario.Before);
        Assert.DoesNotContain(",0,0,0,0,0,\r\n", await DryRunAsync(scenario.Before), StringComparison.Ordinal);
        var kills = new KilledRuns(scenario, output);
        var whole = await kills.RunWholeAsync();
        Assert.Equal(before, await TableSeen.InAsync(whole));
        await NothingIsLeftAsync(whole);
        await kills.RunAsync(async (data, _) =>
        {
            Assert.Equal(before, await TableSeen.InAsync(data));
            var (exitCode, _, words) = await Cli.RunAsync(scenario.Command(data));
            Assert.True(exitCode == ExitCode.Ok, words);
            Assert.Equal(before, await TableSeen.InAsync(data));
            await NothingIsLeftAsync(data);
        });
    }

    [Fact]
    public async Task Erasing_a_subject_survives_a_kill_anywhere()
    {
        using var scenario = await CrashScenario.ErasureAsync();
        var before = await TableSeen.InAsync(scenario.Before);
        var kills = new KilledRuns(scenario, output);
        var after = await TableSeen.InAsync(await kills.RunWholeAsync());
        Assert.Contains("subject-7", before.Rows + before.Tagged, StringComparison.Ordinal);
        Assert.DoesNotContain("subject-7", after.Rows + after.Tagged, StringComparison.Ordinal);
        await kills.RunAsync(async (data, acknowledged) =>
        {
            var seen = await TableSeen.InAsync(data);
            if (acknowledged || seen != before)
                Assert.Equal(after, seen);
            var (exitCode, _, words) = await Cli.RunAsync(scenario.Command(data));
            Assert.True(exitCode == ExitCode.Ok, words);
            Assert.Contains("Erased and proven", words, StringComparison.Ordinal);
            Assert.Equal(after, await TableSeen.InAsync(data));
            Assert.StartsWith("verified: ", (await Cli.RunAsync("audit", "verify", "--data", data)).Output, StringComparison.Ordinal);
        });
    }

    private static async Task<string> DryRunAsync(string data) =>
        (await Cli.RunAsync("table", "maintain", WornTable.Name, "--dry-run", "--data", data, "--format", "csv")).Output;

    private static async Task NothingIsLeftAsync(string data)
    {
        Assert.Equal(
            "task,commits,files_removed,bytes_removed,files_added,bytes_added,note\r\ncompact-data,0,0,0,0,0,\r\n"
            + "compact-deletes,0,0,0,0,0,\r\nrewrite-manifests,0,0,0,0,0,\r\nexpire-snapshots,0,0,0,0,0,\r\nremove-orphans,0,0,0,0,0,\r\n", await DryRunAsync(data));
    }
}
