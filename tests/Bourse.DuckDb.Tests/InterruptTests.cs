using System.Diagnostics;

namespace Bourse.DuckDb.Tests;

public sealed class InterruptTests : IDisposable
{
    private const string Endless = "SELECT count(*) FROM range(10000000000) a, range(1000) b WHERE a.range % 7 = b.range % 5";

    private readonly DuckDbDatabase database = DuckDbDatabase.Open(new DuckDbOptions { Threads = 2 });
    private readonly DuckDbConnection connection;

    public InterruptTests() => connection = database.Connect();

    public void Dispose()
    {
        connection.Dispose();
        database.Dispose();
    }

    [Fact]
    public async Task Another_thread_interrupts_a_long_query_and_the_connection_goes_on()
    {
        var query = Task.Run(() => connection.Query(Endless));
        while (!query.IsCompleted)
        {
            connection.Interrupt();
            await Task.Yield();
        }
        Assert.Equal(DuckDbErrorType.Interrupt, (await Assert.ThrowsAsync<DuckDbException>(() => query)).Type);
        Assert.Equal(1, connection.QuerySingle<int>("SELECT 1"));
    }

    [Fact]
    public void A_cancelled_token_ends_a_running_query_soon()
    {
        using var cancel = new CancellationTokenSource(TimeSpan.FromMilliseconds(50));
        var clock = Stopwatch.StartNew();
        var error = Assert.Throws<OperationCanceledException>(() => connection.Query(Endless, cancel.Token));
        Assert.Equal(cancel.Token, error.CancellationToken);
        Assert.InRange(clock.Elapsed, TimeSpan.FromMilliseconds(20), TimeSpan.FromSeconds(20));
        using var statement = connection.Prepare(Endless);
        using var again = new CancellationTokenSource(TimeSpan.FromMilliseconds(20));
        Assert.Throws<OperationCanceledException>(() => statement.Execute(again.Token));
    }

    [Fact]
    public void A_token_cancelled_before_starts_nothing()
    {
        connection.Execute("CREATE TABLE t (i INTEGER)");
        Assert.Throws<OperationCanceledException>(() => connection.Execute("INSERT INTO t VALUES (1)", new CancellationToken(canceled: true)));
        Assert.Equal(0L, connection.QuerySingle<long>("SELECT count(*) FROM t"));
    }

    [Fact]
    public async Task A_token_cancelled_at_any_moment_never_hits_the_next_query()
    {
        for (var i = 0; i < 300; i++)
        {
            using var cancel = new CancellationTokenSource();
            var canceller = Task.Run(cancel.Cancel);
            try
            {
                connection.QuerySingle<long>("SELECT sum(range)::BIGINT FROM range(20000)", cancel.Token);
            }
            catch (OperationCanceledException e)
            {
                Assert.Equal(cancel.Token, e.CancellationToken);
            }
            Assert.Equal(1_999_000L, connection.QuerySingle<long>("SELECT sum(range)::BIGINT FROM range(2000)"));
            await canceller;
        }
    }

    [Fact]
    public async Task A_cancellation_that_comes_before_the_engine_listens_is_not_lost()
    {
        using var interrupt = new CancellationInterrupt(connection.Handle, new CancellationToken(canceled: true));
        // The engine forgets what reached it while idle, so the first interrupt must have come before the query starts.
        while (interrupt.Sent == 0)
            await Task.Yield();
        var error = await Assert.ThrowsAsync<DuckDbException>(() => Task.Run(() => connection.Query(Endless)).WaitAsync(TimeSpan.FromSeconds(30)));
        Assert.Equal(DuckDbErrorType.Interrupt, error.Type);
    }

    [Fact]
    public async Task Progress_is_told_while_a_query_runs()
    {
        Assert.Null(connection.Progress.Fraction);
        connection.Execute("CREATE TABLE t AS SELECT range AS i FROM range(1000000); CREATE TABLE u AS SELECT range AS j FROM range(20000)");
        using var cancel = new CancellationTokenSource();
        var query = Task.Run(() => connection.Execute("SELECT count(*) FROM t, u WHERE hash(i, j) % 7 = 1", cancel.Token));
        while (!(connection.Progress.Fraction > 0) && !query.IsCompleted)
            await Task.Yield();
        var seen = connection.Progress;
        await cancel.CancelAsync();
        await Assert.ThrowsAsync<OperationCanceledException>(() => query);
        Assert.InRange(seen.Fraction!.Value, 0, 1);
        Assert.InRange(seen.RowsProcessed, 1ul, seen.RowsTotal);
    }
}
