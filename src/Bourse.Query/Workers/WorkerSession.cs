using System.Collections.Immutable;
using System.Text;
using Bourse.DuckDb;
using Bourse.DuckDb.Frames;
using Bourse.Query.Engines;
using Bourse.Worker.Confining;
using Bourse.Worker.Wire;

namespace Bourse.Query.Workers;

/// <summary>
/// One worker for one piece of work: some files, any number of statements one after another, one deadline over all. Disposing it kills the worker. Use
/// from one thread at a time.
/// </summary>
public sealed class WorkerSession : IFileSession
{
    private readonly WorkerProcess _worker;
    private readonly Action _ended;
    private readonly TimeSpan _deadline;
    private readonly CancellationToken _cancellation;
    private readonly ITimer _timer;
    private readonly CancellationTokenRegistration _registration;
    private readonly FrameBuffer _buffer = new();
    private WorkerRows? _open;
    private WorkerException? _failure;
    private int _disposed;

    internal WorkerSession(WorkerProcess worker, TimeSpan deadline, TimeProvider clock, Action ended, CancellationToken cancellationToken)
    {
        (_worker, _deadline, _ended, _cancellation) = (worker, deadline, ended, cancellationToken);
        _timer = clock.CreateTimer(static session => ((WorkerSession)session!).Late(), this, deadline, Timeout.InfiniteTimeSpan);
        _registration = cancellationToken.UnsafeRegister(static session => ((WorkerSession)session!)._worker.Kill(), this);
    }

    /// <summary>What holds the worker.</summary>
    public Confinement Confinement => _worker.Confinement;

    /// <summary>The worker's process.</summary>
    internal int ProcessId => _worker.ProcessId;

    /// <inheritdoc />
    public string PathOf(string file) => _worker.Folder.PathOf(file);

    /// <summary>Starts a statement; its rows are made while they are read. Those of the statement before must have been read to their end.</summary>
    /// <exception cref="DuckDbException">The engine's refusal, here or while rows are read.</exception>
    /// <exception cref="WorkerException">The worker ended before its work; the session is over.</exception>
    /// <exception cref="OperationCanceledException">The session was cancelled.</exception>
    public DuckDbRows Query(string sql)
    {
        ArgumentNullException.ThrowIfNull(sql);
        ObjectDisposedException.ThrowIf(_disposed != 0, this);
        if (_failure is not null)
            throw _failure;
        if (_open is { IsAtEnd: false })
            throw new InvalidOperationException("The rows of the statement before have not been read to their end.");
        var text = Encoding.UTF8.GetBytes(sql);
        if (text.Length > FrameBuffer.BytesMax)
            throw new WorkerException(WorkerFailure.Refused, $"The statement is {text.Length} bytes long; a worker takes {FrameBuffer.BytesMax}.");
        try
        {
            _worker.Frames.Write(FrameKind.Query, text);
        }
        catch (IOException)
        {
            throw Failure();
        }
        return _open = new WorkerRows(this, Read(_buffer) == FrameKind.Columns ? Columns() : throw Garbled("Columns were expected."));
    }

    /// <inheritdoc />
    public void Dispose()
    {
        if (Interlocked.Exchange(ref _disposed, 1) != 0)
            return;
        _registration.Dispose();
        _timer.Dispose();
        _worker.Dispose();
        _buffer.Dispose();
        _ended();
    }

    /// <summary>The next frame of an answer; a failure is thrown.</summary>
    internal FrameKind Read(FrameBuffer buffer)
    {
        ObjectDisposedException.ThrowIf(_disposed != 0, this);
        try
        {
            return _worker.Frames.Read(buffer) switch
            {
                null => throw Failure(),
                FrameKind.Failure => throw Refusal(FailureFrame.Read(buffer.Bytes)),
                { } kind => kind,
            };
        }
        catch (DuckDbFrameException broken)
        {
            throw Garbled(broken.Message);
        }
        catch (IOException)
        {
            throw Failure();
        }
    }

    /// <summary>Ends the worker, which does not keep to the rules.</summary>
    internal WorkerException Garbled(string what)
    {
        _failure ??= new WorkerException(WorkerFailure.Garbled, $"The worker does not keep to the rules of frames and was ended: {what}");
        _worker.Kill();
        return _failure;
    }

    private ImmutableArray<DuckDbColumn> Columns()
    {
        try
        {
            return ColumnsFrame.Read(_buffer.Bytes);
        }
        catch (DuckDbFrameException broken)
        {
            throw Garbled(broken.Message);
        }
    }

    private void Late()
    {
        Interlocked.CompareExchange(ref _failure, new WorkerException(WorkerFailure.Deadline, $"The work took longer than {_deadline} and was ended."), null);
        _worker.Kill();
    }

    private Exception Refusal(DuckDbException refusal)
    {
        _open = null;
        // The kernel's bound on the length of a file is that of the scratch space.
        if (refusal.IsFileTooLarge)
            return new WorkerException(WorkerFailure.Memory, "The worker wrote a file that is longer than the scratch space that it may have.", refusal);
        return refusal.Type == DuckDbErrorType.OutOfMemory
            ? new WorkerException(WorkerFailure.Memory, $"The worker needed more memory than it may have: {refusal.Message.Split('\n')[0]}", refusal)
            : new DuckDbException(refusal.Type, _worker.Folder.Restore(refusal.Message));
    }

    /// <summary>Why the worker talks no more: what we did to it, else what it did.</summary>
    private WorkerException Failure()
    {
        if (_failure is null)
            _cancellation.ThrowIfCancellationRequested();
        return _failure ??= _worker.Ended();
    }
}
