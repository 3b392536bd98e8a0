using System.Collections.Concurrent;
using System.Diagnostics;
using Bourse.DuckDb;
using Bourse.Query.Workers;
using FsCheck;
using FsCheck.Fluent;

namespace Bourse.Worker.Tests.Sessions;

public sealed class WorkerPoolTests
{
    private enum Step
    {
        Query,
        Fail,
        Deadline,
        Cancel,
        KillFromOutside,
        LeaveRowsUnread,
        CancelBeforeItOpens,
    }

    [ConfinedFact]
    public async Task Whatever_happens_to_sessions_each_gives_its_own_answer_and_nothing_is_left()
    {
        var world = new WorkerWorld(options => options with { Warm = 2, SessionsMax = 3 });
        var used = new ConcurrentBag<int>();
        var file = world.WriteParquet("f.parquet", "SELECT i FROM range(1000) t(i)");
        var steps = Gen.Elements(Enum.GetValues<Step>()).ListOf(8).Select(each => each.ToArray());
        Prop.ForAll(steps.ToArbitrary(), each => Task.WhenAll(each.Select((step, number) => TakeAsync(world, used, file, step, number))).GetAwaiter().GetResult())
            .Check(Config.QuickThrowOnFailure.WithMaxTest(Rounds.Of(5)));
        await world.AssertServesAsync();
        // Whoever disposes the world looks that no folder is left.
        await world.DisposeAsync();
        Assert.NotEmpty(used);
        Assert.Equal(used.Count, used.Distinct().Count());
        Assert.DoesNotContain(used, each => Directory.Exists($"/proc/{each}"));
        Assert.Empty(WorkersOf(world.Files.Path));
    }

    [ConfinedFact]
    public async Task A_session_waits_for_a_place_and_no_worker_waits_for_nothing()
    {
        await using var world = new WorkerWorld(options => options with { SessionsMax = 1, Warm = 1 });
        var first = await world.OpenAsync();
        var second = world.OpenAsync();
        await Task.Delay(50);
        Assert.False(second.IsCompleted);
        using var cancellation = new CancellationTokenSource(TimeSpan.FromMilliseconds(50));
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => world.Pool.OpenAsync([], null, cancellation.Token));
        first.Dispose();
        using var opened = await second;
        Assert.Equal([[1]], WorkerWorld.Rows(opened, "SELECT 1"));
    }

    [ConfinedFact]
    public async Task What_is_no_regular_file_is_handed_to_no_worker()
    {
        await using var world = new WorkerWorld();
        using (var made = Process.Start("mkfifo", [world.Files["pipe.parquet"]]))
            await made.WaitForExitAsync();
        File.CreateSymbolicLink(world.Files["link.parquet"], world.Files["pipe.parquet"]);
        foreach (var file in new[] { world.Files["pipe.parquet"], world.Files["link.parquet"], "/dev/zero" })
        {
            var refused = await Assert.ThrowsAsync<FileNotFoundException>(() => world.OpenAsync(file));
            Assert.Equal($"{file} is no regular file.", refused.Message);
        }
        await world.AssertServesAsync();
    }

    [ConfinedFact]
    public async Task Folders_that_a_process_left_are_removed_and_those_of_others_that_live_are_not()
    {
        using var folder = new TemporaryFolder();
        Directory.CreateDirectory(folder["worker-1-7"]);
        Directory.CreateDirectory(folder["worker-2147483647-1"]);
        await File.WriteAllTextAsync(Path.Combine(folder["worker-2147483647-1"], "0.parquet"), "");
        Directory.CreateDirectory(folder["something-else"]);
        await using (new WorkerPool(new WorkerOptions { Folder = folder.Path, RequireConfinement = true }, TimeProvider.System))
        {
        }
        Assert.Equal(["something-else", "worker-1-7"], Directory.EnumerateDirectories(folder.Path).Select(Path.GetFileName).Order(StringComparer.Ordinal));
    }

    private static async Task TakeAsync(WorkerWorld world, ConcurrentBag<int> used, string file, Step step, int number)
    {
        using var cancellation = new CancellationTokenSource();
        if (step == Step.CancelBeforeItOpens)
        {
            await cancellation.CancelAsync();
            await Assert.ThrowsAnyAsync<OperationCanceledException>(() => world.Pool.OpenAsync([file], null, cancellation.Token));
            return;
        }
        using var session = await world.Pool.OpenAsync([file], step == Step.Deadline ? TimeSpan.FromMilliseconds(300) : null, cancellation.Token);
        used.Add(session.ProcessId);
        const string endless = "SELECT levenshtein(repeat('a', 200000), repeat('b', 200000))";
        switch (step)
        {
            case Step.Query:
                Assert.Equal([[1000L, number]], WorkerWorld.Rows(session, $"SELECT count(*), {number} FROM read_parquet({Sql.Literal(session.PathOf(file))})"));
                break;
            case Step.Fail:
                Assert.Throws<DuckDbException>(() => session.Query("SELECT nonsense"));
                Assert.Equal([[number]], WorkerWorld.Rows(session, $"SELECT {number}"));
                break;
            case Step.Deadline:
                Assert.Equal(WorkerFailure.Deadline, Assert.Throws<WorkerException>(() => WorkerWorld.Rows(session, endless)).Failure);
                break;
            case Step.Cancel:
                cancellation.CancelAfter(100);
                Assert.Throws<OperationCanceledException>(() => WorkerWorld.Rows(session, endless));
                break;
            case Step.KillFromOutside:
                System.Diagnostics.Process.GetProcessById(session.ProcessId).Kill();
                var died = Assert.Throws<WorkerException>(() => WorkerWorld.Rows(session, endless));
                Assert.Equal((WorkerFailure.Died, "The worker ended by itself (signal 9); a file may be damaged."), (died.Failure, died.Message));
                break;
            default:
                using (var rows = session.Query("SELECT * FROM range(100000000)"))
                    Assert.True(rows.Chunks().First().RowCount > 0);
                break;
        }
    }

    /// <summary>Processes that were given a folder.</summary>
    private static List<string> WorkersOf(string folder) =>
    [
        .. Directory.EnumerateDirectories("/proc").Where(each => int.TryParse(Path.GetFileName(each), out _)).Select(CommandLine)
            .Where(line => line.Contains(folder, StringComparison.Ordinal)),
    ];

    private static string CommandLine(string process)
    {
        try
        {
            return File.ReadAllText(Path.Combine(process, "cmdline"));
        }
        catch (IOException)
        {
            return "";
        }
    }
}
