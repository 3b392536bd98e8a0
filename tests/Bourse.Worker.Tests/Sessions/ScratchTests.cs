using Bourse.DuckDb;
using Bourse.Query.Workers;

namespace Bourse.Worker.Tests.Sessions;

public sealed class ScratchTests
{
    private const string Sorted = "SELECT count(*), min(i), max(i) FROM (SELECT i, row_number() OVER (ORDER BY h) AS n, p FROM "
        + "(SELECT i, hash(i) AS h, repeat('x', 200) || i AS p FROM range(2000000) t(i))) WHERE length(p) > n - 3000000";

    [ConfinedFact]
    public async Task A_sort_that_is_larger_than_memory_is_done_with_scratch_space_and_refused_without()
    {
        await using var world = new WorkerWorld(options => options with { Warm = 0, ScratchBytes = 4L << 30 });
        using (var session = await world.OpenAsync())
        {
            Assert.True(session.Confinement.IsComplete);
            Assert.Equal([[2_000_000L, 0L, 1_999_999L]], WorkerWorld.Rows(session, Sorted));
        }
        await using var without = new WorkerWorld(options => options with { Warm = 0 });
        using var refused = await without.OpenAsync();
        Assert.Equal(WorkerFailure.Memory, Assert.Throws<WorkerException>(() => WorkerWorld.Rows(refused, Sorted)).Failure);
    }

    [ConfinedFact]
    public async Task The_engine_keeps_to_its_scratch_space_by_itself_and_what_does_not_fit_is_refused_as_memory()
    {
        await using var world = new WorkerWorld(options => options with { Warm = 0, ScratchBytes = 64 << 20 });
        using var session = await world.OpenAsync();
        Assert.Equal([["64.0 MiB"]], WorkerWorld.Rows(session, "SELECT current_setting('max_temp_directory_size')"));
        var failure = Assert.Throws<WorkerException>(() => WorkerWorld.Rows(session, Sorted));

        Assert.Equal(WorkerFailure.Memory, failure.Failure);
        Assert.StartsWith("The worker needed more memory than it may have: ", failure.Message, StringComparison.Ordinal);
        // Refused and not ended: the next statement is answered.
        Assert.Equal([[1]], WorkerWorld.Rows(session, "SELECT 1"));
    }

    [ConfinedFact]
    public async Task A_worker_that_writes_more_than_it_may_is_ended_whatever_its_engine_counts()
    {
        await using var world = new WorkerWorld(options => options with { Warm = 0, ScratchBytes = 1 << 20 });
        using var session = await world.OpenAsync();
        // As an engine that was taken over would: files that it does not count, none longer than the kernel allows.
        for (var number = 0; number < 3; number++)
            _ = WorkerWorld.Rows(session, Copy(Path.Combine(Scratch(world), $"{number}.csv"), 800_000));
        var failure = Assert.Throws<WorkerException>(() => WorkerWorld.Rows(session, "SELECT levenshtein(repeat('a', 200000), repeat('b', 200000))"));
        Assert.Equal((WorkerFailure.Memory, "The worker wrote more than the scratch space that it may have, and was ended."), (failure.Failure, failure.Message));
        await world.AssertServesAsync();
    }

    [ConfinedFact]
    public async Task A_worker_with_scratch_space_writes_nowhere_else_and_no_file_longer_than_it()
    {
        await using var world = new WorkerWorld(options => options with { Warm = 0, ScratchBytes = 1 << 20 });
        var file = world.WriteParquet("given.parquet", "SELECT 7 AS v");
        var before = await File.ReadAllBytesAsync(file);
        using var session = await world.OpenAsync(file);
        var folder = Path.GetDirectoryName(session.PathOf(file))!;
        foreach (var path in new[] { session.PathOf(file), Path.Combine(folder, "beside.csv"), Path.Combine(folder, "..", "out.csv"), world.Files["out.csv"],
            "/tmp/bourse-scratch.csv" })
            Assert.Throws<DuckDbException>(() => WorkerWorld.Rows(session, Copy(path, 1)));
        var failure = Assert.Throws<WorkerException>(() => WorkerWorld.Rows(session, Copy(Path.Combine(folder, "scratch", "long.csv"), 1_500_000)));
        Assert.Equal(
            (WorkerFailure.Memory, "The worker wrote a file that is longer than the scratch space that it may have."), (failure.Failure, failure.Message));
        Assert.Equal([[7]], WorkerWorld.Rows(session, $"SELECT v FROM read_parquet({Sql.Literal(session.PathOf(file))})"));
        Assert.Equal(before, await File.ReadAllBytesAsync(file));
        Assert.Equal(["0.parquet", "scratch"], Directory.EnumerateFileSystemEntries(folder).Select(Path.GetFileName).Order(StringComparer.Ordinal));
    }

    private static string Copy(string path, int bytes) => $"COPY (SELECT repeat('x', {bytes})) TO {Sql.Literal(path)} (FORMAT csv, HEADER false)";

    private static string Scratch(WorkerWorld world) => Path.Combine(Directory.EnumerateDirectories(world.Files["workers"]).Single(), "scratch");
}
