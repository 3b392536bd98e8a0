using Bourse.DuckDb;
using Bourse.Query.Engines;
using Bourse.Query.Workers;

namespace Bourse.Worker.Tests.Sessions;

public sealed class WorkerSessionTests
{
    [ConfinedFact]
    public async Task A_worker_says_what_holds_it_and_here_that_is_everything()
    {
        await using var world = new WorkerWorld();
        using var session = await world.OpenAsync();
        Assert.Empty(session.Confinement.Missing);
        Assert.True(session.Confinement.IsComplete);
        Assert.True(session.Confinement.LandlockVersion > 0);
    }

    [ConfinedFact]
    public async Task The_rows_of_a_file_are_those_that_are_read_in_process_for_every_type()
    {
        await using var world = new WorkerWorld();
        // What Parquet has not is made of what it has, by the statement.
        var file = world.WriteParquet("types.parquet", "SELECT COLUMNS(c -> c NOT IN ('bignum', 'bit', 'medium_enum', 'large_enum', 'union', 'variant', 'geometry', "
            + "'time_tz', 'time', 'time_ns')) FROM test_all_types()");
        const string columns =
            """
            SELECT COLUMNS(c -> c NOT LIKE 'timestamp%' AND c NOT LIKE 'date%'), epoch_us("timestamp") AS t, "date"::VARCHAR AS d, (CASE WHEN bool THEN '101' ELSE '0' END)::BIT AS bits, bigint::BIGNUM AS big,
                union_value(number := int) AS u, (CASE WHEN bool THEN 'x' ELSE 'y' END)::ENUM ('x', 'y') AS e, TIME '12:30:00' AS "time", TIMETZ '12:30:00+02' AS time_tz, NULL AS nothing
            FROM read_parquet
            """;
        using var inProcess = await new InProcessEngine().OpenAsync([file]);
        using var session = await world.OpenAsync(file);
        using var expected = inProcess.Query($"{columns}({Sql.Literal(inProcess.PathOf(file))})");
        using var actual = session.Query($"{columns}({Sql.Literal(session.PathOf(file))})");
        Assert.Equal(expected.Columns.Select(each => each.ToString()), actual.Columns.Select(each => each.ToString()));
        Assert.Equal(expected.Rows(), actual.Rows());
    }

    [ConfinedFact]
    public async Task A_large_answer_comes_whole_and_in_order_and_statements_follow_each_other()
    {
        await using var world = new WorkerWorld();
        var file = world.WriteParquet("large.parquet", "SELECT i, 'text ' || i AS s FROM range(1000000) t(i)");
        using var session = await world.OpenAsync(file);
        using (var rows = session.Query($"SELECT * FROM read_parquet({Sql.Literal(session.PathOf(file))})"))
        {
            var next = 0L;
            foreach (var chunk in rows.Chunks())
            {
                foreach (var value in chunk.Values<long>(0))
                    Assert.Equal(next++, value);
                Assert.Equal($"text {next - 1}", chunk.GetString(1, chunk.RowCount - 1));
            }
            Assert.Equal(1_000_000, next);
        }
        Assert.Equal([[1_000_000L]], WorkerWorld.Rows(session, $"SELECT count(*) FROM read_parquet({Sql.Literal(session.PathOf(file))})"));
        using var early = session.Query("SELECT * FROM range(100000)");
        Assert.Equal(
            "The rows of the statement before have not been read to their end.", Assert.Throws<InvalidOperationException>(() => session.Query("SELECT 1")).Message);
    }

    [ConfinedFact]
    public async Task A_refusal_of_the_engine_is_an_answer_and_the_session_goes_on()
    {
        await using var world = new WorkerWorld();
        using var session = await world.OpenAsync();
        var refused = Assert.Throws<DuckDbException>(() => session.Query("SELECT * FROM nowhere"));
        Assert.Equal((DuckDbErrorType.Catalog, "Catalog Error: Table with name nowhere does not exist!"), (refused.Type, refused.Message.Split('\n')[0]));
        Assert.Throws<DuckDbException>(() => session.Query("SELECT 1; SELECT 2"));
        Assert.Throws<DuckDbException>(
            () => WorkerWorld.Rows(session, "SELECT CASE WHEN i < 200000 THEN i ELSE error('late') END, repeat('x', 100) FROM range(300000) t(i)"));
        Assert.Equal([[1]], WorkerWorld.Rows(session, "SELECT 1"));
    }

    [ConfinedFact]
    public async Task A_file_that_is_a_link_or_lies_on_another_file_system_is_read_too()
    {
        await using var world = new WorkerWorld(options => options with { Warm = 0 });
        var file = world.WriteParquet("f.parquet", "SELECT 7 AS v");
        File.CreateSymbolicLink(world.Files["link.parquet"], file);
        using (var session = await world.OpenAsync(world.Files["link.parquet"], file))
        {
            Assert.Equal([[7], [7]], WorkerWorld.Rows(
                session, $"SELECT * FROM read_parquet({Sql.StringList([session.PathOf(world.Files["link.parquet"]), session.PathOf(file)])})"));
        }
        var anotherFileSystem = world.Files.Path.StartsWith("/dev/shm/", StringComparison.Ordinal) ? "/var/tmp" : "/dev/shm";
        var elsewhere = Path.Combine(anotherFileSystem, Path.GetFileName(world.Files.Path) + ".parquet");
        File.Copy(file, elsewhere);
        try
        {
            using var session = await world.OpenAsync(elsewhere);
            Assert.Equal([[7]], WorkerWorld.Rows(session, $"SELECT * FROM read_parquet({Sql.Literal(session.PathOf(elsewhere))})"));
            Assert.True(session.Confinement.IsComplete);
        }
        finally
        {
            File.Delete(elsewhere);
        }
    }

    [ConfinedFact]
    public async Task Only_files_that_were_given_have_a_path_and_they_must_be_there()
    {
        await using var world = new WorkerWorld();
        using var session = await world.OpenAsync();
        Assert.Throws<ArgumentException>(() => session.PathOf("/etc/passwd"));
        Assert.Equal("The file /no/such/file does not exist.", (await Assert.ThrowsAsync<FileNotFoundException>(() => world.OpenAsync("/no/such/file"))).Message);
        await world.AssertServesAsync();
    }

    [ConfinedFact]
    public async Task A_deadline_ends_what_no_interrupt_can()
    {
        await using var world = new WorkerWorld();
        using var session = await world.Pool.OpenAsync([], TimeSpan.FromSeconds(1));
        var late = Assert.Throws<WorkerException>(() => WorkerWorld.Rows(session, "SELECT levenshtein(repeat('a', 200000), repeat('b', 200000))"));
        Assert.Equal((WorkerFailure.Deadline, "The work took longer than 00:00:01 and was ended."), (late.Failure, late.Message));
        Assert.Equal(WorkerFailure.Deadline, Assert.Throws<WorkerException>(() => session.Query("SELECT 1")).Failure);
        await world.AssertServesAsync();
    }

    [ConfinedFact]
    public async Task Cancelling_ends_a_session_wherever_it_is()
    {
        await using var world = new WorkerWorld();
        using var cancellation = new CancellationTokenSource();
        using var session = await world.Pool.OpenAsync([], null, cancellation.Token);
        using var rows = session.Query("SELECT * FROM range(1000000000)");
        using var chunks = rows.Chunks().GetEnumerator();
        Assert.True(chunks.MoveNext());
        await cancellation.CancelAsync();
        Assert.Throws<OperationCanceledException>(() =>
        {
            while (chunks.MoveNext())
            {
            }
        });
        await world.AssertServesAsync();
    }

    [ConfinedFact]
    public async Task A_machine_without_complete_confinement_gives_no_worker_where_it_is_required()
    {
        Assert.Equal(["landlock", "limits"], new Worker.Confining.Confinement(0, true, true, true, false).Missing);
        Assert.False(new Worker.Confining.Confinement(7, true, true, true, false).IsComplete);
        var mistaken = await Task.Run(
            () => Assert.Throws<ArgumentException>(() => new WorkerOptions { RequireConfinement = true, MemoryBytes = 1, Threads = 0, Folder = "x" }.Validate()));
        Assert.Equal(
            "Workers cannot be run. Folder is 'x'; give an absolute path, or null. MemoryBytes is 1; give 16777216 or more. Threads is 0; give 1 or more.",
            mistaken.Message);
    }
}
