using Bourse.DuckDb;
using Bourse.Query.Workers;

namespace Bourse.Worker.Tests.Hostile;

public sealed class HostileStatementTests
{
    private const string Marker = "no-worker-may-see-this-marker";

    [ConfinedFact]
    public async Task No_statement_leaves_the_worker_or_takes_it_down()
    {
        await using var world = new WorkerWorld();
        using var other = new TemporaryFolder();
        var outside = other["outside.csv"];
        await File.WriteAllTextAsync(outside, $"a,b\n{Marker},1\n");
        var given = world.WriteParquet("given.parquet", "SELECT 1 AS v");
        foreach (var statement in HostileStatements.Escapes)
        {
            // Each in a session of its own: some of them break every connection of their engine.
            using var session = await world.OpenAsync(given);
            var text = statement.Replace("{outside}", outside, StringComparison.Ordinal).Replace("{folder}", other.Path, StringComparison.Ordinal)
                .Replace("{given}", session.PathOf(given), StringComparison.Ordinal);
            var answer = Answer(session, text);
            Assert.True(!answer.Contains(Marker, StringComparison.Ordinal), $"{text}: {answer}");
            // What it changed holds for its own engine, which goes on or refuses: it is not garbled and not gone.
            _ = Answer(session, "select 'still there'");
        }
        Assert.Equal([outside], Directory.EnumerateFileSystemEntries(other.Path));
        Assert.Equal([given], Directory.EnumerateFiles(world.Files.Path));
        await world.AssertServesAsync();
    }

    [ConfinedFact]
    public async Task What_logs_to_a_file_breaks_its_own_session_alone()
    {
        await using var world = new WorkerWorld();
        using var victim = await world.OpenAsync();
        using var session = await world.OpenAsync();
        _ = Answer(session, "call enable_logging(storage='file', storage_config={'path':'/tmp/bourse-worker-log'})");
        _ = Answer(session, "select 1");
        Assert.False(Directory.Exists("/tmp/bourse-worker-log"));
        Assert.Equal([[2]], WorkerWorld.Rows(victim, "select 2"));
        Assert.Empty(WorkerWorld.Rows(victim, "select message from duckdb_logs"));
        await world.AssertServesAsync();
    }

    [ConfinedFact]
    public async Task Memory_beyond_the_limit_is_refused_and_everybody_else_answers_on()
    {
        await using var world = new WorkerWorld();
        using var other = await world.OpenAsync();
        using var inFlight = other.Query("select * from range(10000000)");
        using var chunks = inFlight.Chunks().GetEnumerator();
        Assert.True(chunks.MoveNext());
        foreach (var statement in HostileStatements.MemoryBombs)
        {
            using var session = await world.OpenAsync();
            var failure = Assert.Throws<WorkerException>(() => WorkerWorld.Rows(session, statement));
            Assert.True(failure.Failure is WorkerFailure.Memory or WorkerFailure.Died, $"{statement}: {failure.Message}");
        }
        var rows = (long)chunks.Current.RowCount;
        while (chunks.MoveNext())
            rows += chunks.Current.RowCount;
        Assert.Equal(10_000_000, rows);
        await world.AssertServesAsync();
    }

    [ConfinedFact]
    public async Task Views_that_filter_are_got_around_by_the_engine_but_answers_are_whole_and_the_worker_stays()
    {
        // That such views leak is why no client's rows are filtered by them: projections are (decision 9 of the design). Here: nothing crashes, nothing is garbled.
        await using var world = new WorkerWorld();
        const string rows =
            "select i as id, case when i%2=0 then 'a' else 'b' end as tenant, case when i%2=0 then '7' else 'HID'||i end as secret from range(50000) r(i)";
        var given = world.WriteParquet("given.parquet", rows);
        using var session = await world.OpenAsync(given);
        WorkerWorld.Rows(session, $"create table t as {rows}");
        WorkerWorld.Rows(session, "create table acl as select * from (values ('u1','a'),('u2','b')) v(usr, tenant)");
        foreach (var (view, attack) in HostileStatements.Filters())
        {
            WorkerWorld.Rows(session, $"create or replace view v as {view.Replace("{given}", session.PathOf(given), StringComparison.Ordinal)}");
            _ = Answer(session, attack);
        }
        Assert.Equal([[50_000L]], WorkerWorld.Rows(session, "select count(*) from t"));
    }

    /// <summary>Rows or refusal as text. A worker that ends is no answer.</summary>
    private static string Answer(WorkerSession session, string sql)
    {
        try
        {
            return string.Join('\n', WorkerWorld.Rows(session, sql).Select(row => string.Join('|', row.Select(Text))));
        }
        catch (DuckDbException refused)
        {
            return refused.Message;
        }
        catch (Exception unreadable) when (unreadable is OverflowException)
        {
            return unreadable.Message;
        }
    }

    private static string Text(object? value) => value switch
    {
        null => "NULL",
        byte[] bytes => System.Text.Encoding.Latin1.GetString(bytes),
        _ => value.ToString() ?? "",
    };
}
