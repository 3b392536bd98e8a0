namespace Bourse.DuckDb.Tests;

public sealed class StreamingTests : IDisposable
{
    private readonly DuckDbDatabase database = DuckDbDatabase.Open(new DuckDbOptions { Threads = 2, MemoryLimitBytes = 64 << 20, TempDirectory = "" });
    private readonly DuckDbConnection connection;

    // Of several threads, one that is interrupted because another failed may be heard first.
    private readonly DuckDbDatabase oneThread = DuckDbDatabase.Open(new DuckDbOptions { Threads = 1 });
    private readonly DuckDbConnection single;

    public StreamingTests() => (connection, single) = (database.Connect(), oneThread.Connect());

    public void Dispose()
    {
        single.Dispose();
        oneThread.Dispose();
        connection.Dispose();
        database.Dispose();
    }

    [Fact]
    public void A_result_larger_than_the_engines_memory_is_read_whole()
    {
        using var statement = connection.Prepare("SELECT i, repeat('x', 1000) AS s FROM range(200000) t(i)");
        using var result = statement.ExecuteStreaming();
        var (rows, sum) = (0L, 0L);
        foreach (var chunk in result.Chunks())
        {
            rows += chunk.RowCount;
            foreach (var value in chunk.Values<long>(0))
                sum += value;
        }
        Assert.Equal((200_000, 199_999L * 100_000), (rows, sum));
    }

    [Fact]
    public void A_failure_after_the_first_rows_is_thrown_where_they_end()
    {
        using var statement = single.Prepare("SELECT CASE WHEN i < 100000 THEN i ELSE error('here') END AS v, repeat('x', 1000) AS s FROM range(200000) t(i)");
        using var result = statement.ExecuteStreaming();
        var failure = Assert.Throws<DuckDbException>(() => result.Chunks().Sum(chunk => chunk.RowCount));
        Assert.Equal("Invalid Input Error: here", failure.Message.Split('\n')[0]);
    }

    [Fact]
    public void Rows_of_one_engine_are_a_table_of_another_and_keep_their_order()
    {
        using var statement = connection.Prepare("SELECT i, 'text ' || i AS s FROM range(300000) t(i)");
        using var rows = statement.ExecuteStreaming();
        using var other = DuckDbDatabase.Open(new DuckDbOptions { Threads = 2 });
        using var session = other.Connect();
        session.RegisterRows("given", rows);
        session.Execute("CREATE TABLE t AS SELECT * FROM given()");
        Assert.Equal(300_000, session.QuerySingle<long>("SELECT count(*) FROM t WHERE i = rowid AND s = 'text ' || rowid"));
    }

    [Fact]
    public void What_stops_the_rows_of_a_table_function_stops_its_statement()
    {
        using var statement = single.Prepare("SELECT CASE WHEN i < 100000 THEN i ELSE error('here') END AS v, repeat('x', 1000) AS s FROM range(200000) t(i)");
        using var rows = statement.ExecuteStreaming();
        using var other = DuckDbDatabase.Open(new DuckDbOptions());
        using var session = other.Connect();
        var failure = session.RegisterRows("given", rows);
        var stopped = Assert.Throws<DuckDbException>(() => session.Execute("CREATE TABLE t AS SELECT * FROM given()"));
        Assert.Equal("Invalid Input Error: Invalid Input Error: here", stopped.Message.Split('\n')[0]);
        Assert.Equal("Invalid Input Error: here", Assert.IsType<DuckDbException>(failure()).Message.Split('\n')[0]);
        Assert.Equal(1, session.QuerySingle<int>("SELECT 1"));
    }
}
