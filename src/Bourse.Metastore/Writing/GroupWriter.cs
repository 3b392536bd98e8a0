using System.Threading.Channels;
using Bourse.Storage;

namespace Bourse.Metastore.Writing;

/// <summary>The process's one writer. Works that wait at the same time share a transaction and its flush, each kept or undone alone.</summary>
/// <remarks>
/// 1. Take the write lock. 2. Run waiting works one after another, undoing alone any that throws, until none waits or the batch is full. 3. Commit: one
/// flush. 4. Only then answer. A later work of a batch sees the earlier ones' changes, which is sound because all of them become durable together.
/// </remarks>
internal sealed class GroupWriter : IAsyncDisposable
{
    private const int WaitingMax = 4096;
    private static readonly TimeSpan s_batchTimeMax = TimeSpan.FromMilliseconds(20);
    private static readonly AsyncLocal<bool> s_isInsideWrite = new();

    private readonly IWriteTransactions _transactions;
    private readonly TimeProvider _clock;
    private readonly string _ownerName;
    private readonly Channel<WriteRequest> _waiting;
    private readonly Task _loop;
    private MetastoreException? _broken;

    /// <summary>Starts the writer.</summary>
    /// <param name="transactions">The connection; the writer's to dispose.</param>
    /// <param name="clock">Bounds a batch's time.</param>
    /// <param name="ownerName">What is disposed for whoever writes after the end.</param>
    public GroupWriter(IWriteTransactions transactions, TimeProvider clock, string ownerName)
    {
        (_transactions, _clock, _ownerName) = (transactions, clock, ownerName);
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
            throw new ObjectDisposedException(_ownerName);
        }
        return await request.Task;
    }

    public async ValueTask DisposeAsync()
    {
        if (!_waiting.Writer.TryComplete())
            return;
        await _loop;
        await _transactions.DisposeAsync();
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
        var done = new List<(WriteRequest Request, WorkSession Session)>();
        try
        {
            await RunWorksAsync(done);
            FaultPoint.Reach("metastore.before-commit");
            await _transactions.CommitAsync();
            FaultPoint.Reach("metastore.after-commit");
        }
        catch (Exception exception)
        {
            _broken = await _transactions.RollBackAsync(exception);
            foreach (var (request, _) in done)
                request.Fail(exception);
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
            await _transactions.BeginAsync();
            return null;
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

    private async Task RunWorksAsync(List<(WriteRequest Request, WorkSession Session)> done)
    {
        var started = _clock.GetTimestamp();
        for (var count = 0; count < _transactions.WorksMax && _clock.GetElapsedTime(started) < s_batchTimeMax && _waiting.Reader.TryRead(out var request); count++)
        {
            if (request.CancellationToken.IsCancellationRequested)
                request.Fail(new OperationCanceledException(request.CancellationToken));
            else if (await RunWorkAsync(request) is { } session)
                done.Add((request, session));
        }
    }

    // The work's session when it is to be kept; null when it failed and was told so.
    private async Task<WorkSession?> RunWorkAsync(WriteRequest request)
    {
        WorkSession? session = null;
        try
        {
            session = await _transactions.BeginWorkAsync();
            await request.RunAsync(session);
            await _transactions.KeepWorkAsync(session);
            return session;
        }
        catch (Exception exception)
        {
            request.Fail(exception);
            // Some failures, a full disk for one, undo the whole transaction: then nobody in the batch may hear of success.
            if (!_transactions.IsOpen)
                throw;
            await _transactions.UndoWorkAsync();
            return null;
        }
        finally
        {
            session?.End();
        }
    }

    private static void Answer(WriteRequest request, WorkSession session)
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
