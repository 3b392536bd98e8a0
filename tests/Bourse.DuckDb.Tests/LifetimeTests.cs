namespace Bourse.DuckDb.Tests;

public sealed class LifetimeTests
{
    [Fact]
    public void Every_object_says_when_it_is_used_after_dispose()
    {
        var database = DuckDbDatabase.Open(new DuckDbOptions());
        var connection = database.Connect();
        connection.Execute("CREATE TABLE t (i INTEGER)");
        var statement = connection.Prepare("SELECT ?");
        statement.Bind(1, 1);
        var result = statement.Execute();
        var appender = connection.OpenAppender(null, "t");
        appender.Dispose();
        result.Dispose();
        statement.Dispose();
        connection.Dispose();
        database.Dispose();
        Assert.Throws<ObjectDisposedException>(() => database.Connect());
        Assert.Throws<ObjectDisposedException>(() => connection.Query("SELECT 1"));
        Assert.Throws<ObjectDisposedException>(() => connection.Prepare("SELECT 1"));
        Assert.Throws<ObjectDisposedException>(() => connection.OpenAppender(null, "t"));
        Assert.Throws<ObjectDisposedException>(connection.Interrupt);
        Assert.Throws<ObjectDisposedException>(() => connection.Progress);
        Assert.Throws<ObjectDisposedException>(() => statement.Bind(1, 1));
        Assert.Throws<ObjectDisposedException>(() => statement.Execute());
        Assert.Throws<ObjectDisposedException>(() => result.Chunks());
        Assert.Throws<ObjectDisposedException>(() => result.Rows());
        Assert.Throws<ObjectDisposedException>(() => appender.Append(1));
        Assert.Throws<ObjectDisposedException>(appender.Complete);
        database.Dispose();
        connection.Dispose();
    }

    [Fact]
    public void Children_outlive_their_parents_in_any_order()
    {
        var database = DuckDbDatabase.Open(new DuckDbOptions());
        var connection = database.Connect();
        database.Dispose();
        Assert.Equal(1, connection.QuerySingle<int>("SELECT 1"));
        var statement = connection.Prepare("SELECT 'a text of more than twelve bytes ' || i FROM range(5000) t(i)");
        var result = statement.Execute();
        statement.Dispose();
        connection.Dispose();
        GC.Collect();
        using var chunks = result.Chunks().GetEnumerator();
        Assert.True(chunks.MoveNext());
        result.Dispose();
        GC.Collect();
        GC.WaitForPendingFinalizers();
        Assert.Equal("a text of more than twelve bytes 2047", chunks.Current.GetString(0, 2047));
        Assert.Throws<ObjectDisposedException>(() => chunks.MoveNext());
    }

    [Fact]
    public void Objects_left_to_the_collector_are_freed_without_a_fault()
    {
        for (var i = 0; i < 50; i++)
            Leave();
        GC.Collect();
        GC.WaitForPendingFinalizers();
        GC.Collect();

        static void Leave()
        {
            var connection = DuckDbDatabase.Open(new DuckDbOptions { Threads = 1 }).Connect();
            connection.Execute("CREATE TABLE t (i INTEGER)");
            var appender = connection.OpenAppender(null, "t");
            appender.Append(1);
            appender.EndRow();
            connection.Prepare("SELECT 1").Execute().Chunks().GetEnumerator().MoveNext();
        }
    }

    [Fact]
    public async Task Disposing_a_connection_while_its_query_runs_waits_for_the_query()
    {
        using var database = DuckDbDatabase.Open(new DuckDbOptions { Threads = 2 });
        var connection = database.Connect();
        var query = Task.Run(() => connection.QuerySingle<long>("SELECT count(*) FROM range(50000000) t(i) WHERE hash(i) % 7 < 7"));
        while (!(connection.Progress.Fraction > 0) && !query.IsCompleted)
            await Task.Yield();
        connection.Dispose();
        Assert.Equal(50_000_000, await query);
    }

    [Fact]
    public void An_appender_disposed_without_completing_keeps_none_of_its_rows()
    {
        using var database = DuckDbDatabase.Open(new DuckDbOptions());
        using var connection = database.Connect();
        connection.Execute("CREATE TABLE t (i INTEGER)");
        using (var appender = connection.OpenAppender(null, "t"))
        {
            appender.Append(1);
            appender.EndRow();
        }
        Assert.Equal(0L, connection.QuerySingle<long>("SELECT count(*) FROM t"));
    }
}
