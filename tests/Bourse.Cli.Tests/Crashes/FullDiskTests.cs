using Bourse.Storage.Tests.Local;

namespace Bourse.Cli.Tests.Crashes;

/// <summary>
/// The data folder is on a disk that is full, for real. A command that does not fit says what is full and what to do, ends with 1 and leaves the state
/// before it; with a little more space each time it gets a little further, so that every write meets the full disk, until it succeeds.
/// </summary>
public sealed class FullDiskTests : IDisposable
{
    private const string DiskSize = "4m";
    private const int StepBytes = 24 * 1024;
    private readonly TemporaryFolder _folder = new();
    private readonly SmallDisk? _disk;

    public FullDiskTests() => _disk = SmallDisk.TryMount(_folder.Path, DiskSize);

    private string Data => Path.Combine(_disk!.Path, "data");

    private string Ballast => Path.Combine(_disk!.Path, "ballast");

    public void Dispose()
    {
        _disk?.Dispose();
        _folder.Dispose();
    }

    [SmallDiskFact]
    public async Task Publishing_on_a_full_disk_says_so_serves_the_old_revision_and_succeeds_when_there_is_space()
    {
        using var scenario = await CrashScenario.SecondRevisionAsync();
        var failures = await RunWithMoreSpaceEachTimeAsync(scenario);

        Assert.Contains(failures, words =>
            words.StartsWith("bourse: second.parquet could not be loaded: the disk is full. Free some space and run it again;", StringComparison.Ordinal));
        Assert.Contains(failures, words => words.Contains("The disk that holds the metadata database is full; free some space.", StringComparison.Ordinal));
        Assert.Contains("\n2,", (await Cli.RunAsync("revisions", "my-product", "--data", Data, "--format", "csv")).Output, StringComparison.Ordinal);
    }

    [SmallDiskFact]
    public async Task Applying_an_agreement_on_a_full_disk_says_so_and_succeeds_when_there_is_space()
    {
        using var scenario = await CrashScenario.AgreementAsync();
        await RunWithMoreSpaceEachTimeAsync(scenario);

        Assert.True(File.Exists(Path.Combine(Data, "welcome", "CTR-2.eml")));
    }

    [SmallDiskFact]
    public async Task A_welcome_message_that_finds_no_space_is_said_to_be_missing_and_applying_again_writes_it()
    {
        using var scenario = await CrashScenario.AgreementAsync();
        var data = scenario.Copy("elsewhere");
        Directory.Delete(Path.Combine(data, "welcome"), recursive: true);
        Directory.CreateSymbolicLink(Path.Combine(data, "welcome"), _disk!.Path);
        Fill(free: 0);

        var full = await BourseProcess.RunAsync(scenario.Command(data));
        File.Delete(Ballast);
        var again = await BourseProcess.RunAsync(scenario.Command(data));

        var message = Path.Combine(data, "welcome", "CTR-2.eml");
        Assert.Equal((ExitCode.Failed, ""), (full.ExitCode, full.Output));
        Assert.Equal($"bourse: CTR-2 is applied, but its welcome message is not written. Cannot write {message}: the disk is full. "
            + "Free some space; nothing was kept of this write. Then run 'bourse agreements welcome CTR-2'.\n", full.Words);
        Assert.Equal((ExitCode.Ok, $"{message}\n"), (again.ExitCode, again.Output));
        Assert.Equal("CTR-2 was applied before, but its welcome message was missing.\nThe message was written; no mail server is configured.\n", again.Words);
        Assert.Matches(@"\r\n +http\S+/activate\?token=[\w-]{43}\r\n", await File.ReadAllTextAsync(message));
        Assert.Contains(
            ",allow,issue-activation-link,CTR-2,", (await Cli.RunAsync("audit", "list", "--data", data, "--format", "csv")).Output, StringComparison.Ordinal);
    }

    private async Task<IReadOnlyList<string>> RunWithMoreSpaceEachTimeAsync(CrashScenario scenario)
    {
        scenario.CopyTo(Data);
        var before = await ExchangeSeen.InAsync(Data);
        var failures = new List<string>();
        while (true)
        {
            Fill(StepBytes * failures.Count);
            var (exitCode, output, words) = await BourseProcess.RunAsync(scenario.Command(Data));
            File.Delete(Ballast);
            var seen = await ExchangeSeen.InAsync(Data);
            if (exitCode == ExitCode.Ok)
            {
                Assert.NotEqual(before, seen);
                break;
            }
            Assert.Equal((ExitCode.Failed, ""), (exitCode, output));
            Assert.Contains("disk", words, StringComparison.Ordinal);
            Assert.Contains("full", words, StringComparison.Ordinal);
            Assert.Contains("ree some space", words, StringComparison.Ordinal);
            // After the transaction only pages and messages are missing, and the words say what is done.
            if (!words.Contains("Published revision 2", StringComparison.Ordinal) && !words.Contains("CTR-2 is applied", StringComparison.Ordinal))
                Assert.Equal(before, seen);
            failures.Add(words[Math.Max(0, words.IndexOf("bourse: ", StringComparison.Ordinal))..]);
        }
        Assert.NotEmpty(failures);
        Assert.StartsWith("verified: ", (await Cli.RunAsync("audit", "verify", "--data", Data)).Output, StringComparison.Ordinal);
        return failures;
    }

    private void Fill(long free)
    {
        var zeros = new byte[Math.Max(0, new DriveInfo(_disk!.Path).AvailableFreeSpace - free)];
        File.WriteAllBytes(Ballast, zeros);
    }
}
