using System.Threading.Channels;
using Bourse.Storage;
using Microsoft.Data.Sqlite;

namespace Bourse.Metastore.Sqlite;

/// <summary>The process's one writer. Works that wait at the same time share a transaction and its flush, each within a savepoint of its own.</summary>
/// <remarks>
/// 1. Take the write lock. 2. Run waiting works one after another, undoing alone any that throws, until none waits or the batch is full. 3. Commit: one
/// flush. 4. Only then answer. A later work of a batch sees the earlier ones' changes, which is sound because all of them become durable together.
/// </remarks>
internal sealed class SqliteWriter : IAsyncDisposable
{
    private const int WaitingMax = 4096;
    private const int BatchMax = 256;
    private static readonly TimeSpan s_batchTimeMax = TimeSpan.FromMilliseconds(20);
    private static readonly AsyncLocal<bool> s_isInsideWrite = new();

    private readonly SqliteConnection _connection;
    private readonly TimeProvider _clock;
    private readonly Turnstile _turnstile;
    private readonly Channel<WriteRequest> _waiting;
    private readonly Task _loop;
    private MetastoreException? _broken;

    public SqliteWriter(SqliteConnection connection, SqliteMetastoreOptions options)
    {
        _connection = connection;
        _clock = options.Clock;
        _turnstile = new Turnstile(options.Path, options.BusyTimeout, options.Clock);
        _waiting = Channel.CreateBounded<WriteRequest>(new BoundedChannelOptions(WaitingMax) { SingleReader = true });
        _loop = Task.Run(RunAsync);
    }

    public async Task<T> WriteAsync<T>(Func<IMetastoreWriteSession, Task<T>> work, CancellationToken cancellationToken)
    {
        if (s_isInsideWrite.Value)
            throw new InvalidOperationException("A write is started from within another one and would wait for itself: use the session at hand.");
        var request = new WriteRequest<T>(work, cancellationToken);
        try
        {
            await _waiting.Writer.WriteAsync(request, cancellationToken);
        }
        catch (ChannelClosedException)
        {
            throw new ObjectDisposedException(nameof(SqliteMetastore));
        }
        return await request.Task;
    }

    public async ValueTask DisposeAsync()
    {
        if (!_waiting.Writer.TryComplete())
            return;
        await _loop;
        await _connection.DisposeAsync();
    }

    private async Task RunAsync()
    {
        s_isInsideWrite.Value = true;
        while (await _waiting.Reader.WaitToReadAsync())
        {
            var failure = await TryBeginAsync();
            if (failure is null)
                await RunBatchAsync();
            else
                FailWaiting(failure);
        }
    }

    private async Task RunBatchAsync()
    {
        var done = new List<(WriteRequest Request, SqliteSession Session)>();
        try
        {
            await RunWorksAsync(done);
            FaultPoint.Reach("metastore.before-commit");
            SqliteConnections.Run(_connection, "COMMIT");
            FaultPoint.Reach("metastore.after-commit");
        }
        catch (Exception exception)
        {
            FailBatch(done, Translate(exception));
            return;
        }
        foreach (var (request, session) in done)
            Answer(request, session);
    }

    /// <summary>Takes the write lock, or says why it cannot be had.</summary>
    private async Task<MetastoreException?> TryBeginAsync()
    {
        if (_broken is not null)
            return _broken;
        try
        {
            using var turn = await _turnstile.PassAsync();
            SqliteConnections.Run(_connection, "BEGIN IMMEDIATE");
            return null;
        }
        catch (SqliteException exception)
        {
            return SqliteErrors.Translate(exception);
        }
        catch (MetastoreException exception)
        {
            return exception;
        }
    }

    /// <summary>Those who wait when the write lock cannot be had hear of it rather than wait on.</summary>
    private void FailWaiting(MetastoreException failure)
    {
        for (var count = _waiting.Reader.Count; count > 0 && _waiting.Reader.TryRead(out var request); count--)
            request.Fail(failure);
    }

    private async Task RunWorksAsync(List<(WriteRequest Request, SqliteSession Session)> done)
    {
        var started = _clock.GetTimestamp();
        for (var count = 0; count < BatchMax && _clock.GetElapsedTime(started) < s_batchTimeMax && _waiting.Reader.TryRead(out var request); count++)
        {
            if (request.CancellationToken.IsCancellationRequested)
            {
                request.Fail(new OperationCanceledException(request.CancellationToken));
                continue;
            }
            var session = new SqliteSession(_connection);
            try
            {
                SqliteConnections.Run(_connection, "SAVEPOINT work");
                await request.RunAsync(session);
                SqliteConnections.Run(_connection, "RELEASE work");
                done.Add((request, session));
            }
            catch (Exception exception)
            {
                request.Fail(Translate(exception));
                // Some failures, a full disk for one, undo the whole transaction: then nobody in the batch may hear of success.
                if (SqliteConnections.IsOutsideTransaction(_connection))
                    throw;
                SqliteConnections.Run(_connection, "ROLLBACK TO work; RELEASE work");
            }
            finally
            {
                session.End();
            }
        }
    }

    private void FailBatch(List<(WriteRequest Request, SqliteSession Session)> done, Exception exception)
    {
        var rollbackFailure = RollBack();
        // After a failed flush the kernel may have dropped the pages: what a retry would find on disk is unknown, so there is none.
        _broken = exception is MetastoreException { Kind: MetastoreErrorKind.Unavailable } failure ? failure : rollbackFailure;
        foreach (var (request, _) in done)
            request.Fail(exception);
    }

    private MetastoreException? RollBack()
    {
        try
        {
            if (!SqliteConnections.IsOutsideTransaction(_connection))
                SqliteConnections.Run(_connection, "ROLLBACK");
            return null;
        }
        catch (SqliteException exception)
        {
            return SqliteErrors.Translate(exception);
        }
    }

    private static Exception Translate(Exception exception) => exception is SqliteException sqlite ? SqliteErrors.Translate(sqlite) : exception;

    private static void Answer(WriteRequest request, SqliteSession session)
    {
        try
        {
            session.RunCommitted();
            request.Succeed();
        }
        catch (Exception exception)
        {
            request.Fail(exception);
        }
    }
}
