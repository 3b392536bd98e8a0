using System.ComponentModel;
using System.Diagnostics;
using System.Text;
using Bourse.DuckDb.Frames;
using Bourse.Worker;
using Bourse.Worker.Confining;
using Bourse.Worker.Wire;

namespace Bourse.Query.Workers;

/// <summary>One worker: its process, its folder, and the frames between it and us. Whoever disposes it kills it.</summary>
internal sealed class WorkerProcess : IDisposable
{
    private const int ErrorBytesMax = 4096;
    private static readonly TimeSpan s_endsByItself = TimeSpan.FromSeconds(5);

    private readonly Process _process;
    private readonly byte[] _errors = new byte[ErrorBytesMax];
    private readonly Task _errorsRead;
    private readonly ScratchWatch? _watch;
    private int _errorBytes;

    private WorkerProcess(Process process, WorkerFolder folder, WorkerArguments arguments, TimeProvider clock)
    {
        if (arguments.ScratchBytes > 0)
            _watch = new ScratchWatch(arguments.ScratchFolder, arguments.ScratchBytesMax, clock, Kill);
        _process = process;
        Folder = folder;
        Frames = new FrameStream(process.StandardOutput.BaseStream, process.StandardInput.BaseStream);
        _errorsRead = ReadErrorsAsync(process.StandardError.BaseStream);
    }

    /// <summary>What it may read.</summary>
    public WorkerFolder Folder { get; }

    /// <summary>The conversation. Reading and writing end when the process does.</summary>
    public FrameStream Frames { get; }

    /// <summary>What holds it, in its own words before it read anything.</summary>
    public Confinement Confinement { get; private set; } = new(0, false, false, false, false);

    /// <summary>Its id.</summary>
    public int ProcessId => _process.Id;

    /// <summary>Whether it has ended.</summary>
    public bool HasEnded => _process.HasExited;

    /// <summary>Starts a worker and waits until it is ready. The folder is the worker's from here on, also when this fails.</summary>
    /// <exception cref="WorkerException">It cannot be started.</exception>
    public static async Task<WorkerProcess> StartAsync(
        WorkerOptions options, WorkerFolder folder, IReadOnlyList<string> files, TimeProvider clock, CancellationToken cancellationToken)
    {
        var arguments = new WorkerArguments
        {
            Parent = Environment.ProcessId, Folder = folder.Path, MemoryBytes = options.MemoryBytes, Threads = options.Threads, ScratchBytes = options.ScratchBytes,
            Files = files,
        };
        Process process;
        try
        {
            if (options.ScratchBytes > 0)
                Directory.CreateDirectory(arguments.ScratchFolder);
            process = await WorkerLauncher.StartAsync(StartInfo(options, arguments));
        }
        catch (Exception failed) when (failed is Win32Exception or IOException)
        {
            folder.Dispose();
            throw new WorkerException(WorkerFailure.Refused, $"A worker cannot be started: {failed.Message}", failed);
        }
        var worker = new WorkerProcess(process, folder, arguments, clock);
        try
        {
            await worker.ReadHelloAsync(options.StartDeadline, clock, cancellationToken);
            return worker;
        }
        catch
        {
            worker.Dispose();
            throw;
        }
    }

    /// <summary>Ends the process at once; a read that waits for it then ends too.</summary>
    public void Kill()
    {
        try
        {
            _process.Kill();
        }
        catch (InvalidOperationException)
        {
            // It has ended already.
        }
    }

    /// <summary>Waits for a process that stopped talking, and says how it ended.</summary>
    public WorkerException Ended()
    {
        if (!_process.WaitForExit(s_endsByItself))
        {
            Kill();
            _process.WaitForExit();
        }
        if (_watch is { IsOverdrawn: true })
            return new WorkerException(WorkerFailure.Memory, "The worker wrote more than the scratch space that it may have, and was ended.");
        var words = Encoding.UTF8.GetString(_errors, 0, Volatile.Read(ref _errorBytes));
        var code = _process.ExitCode;
        return words.Contains("Out of memory", StringComparison.OrdinalIgnoreCase) || words.Contains("OutOfMemory", StringComparison.Ordinal)
            ? new WorkerException(WorkerFailure.Memory, "The worker needed more memory than it may have.")
            : new WorkerException(
                WorkerFailure.Died, $"The worker ended by itself ({(code > 128 ? $"signal {code - 128}" : $"exit code {code}")}); a file may be damaged.");
    }

    /// <inheritdoc />
    public void Dispose()
    {
        _watch?.Dispose();
        Kill();
        _process.WaitForExit();
        _errorsRead.Wait();
        _process.Dispose();
        Folder.Dispose();
    }

    private static ProcessStartInfo StartInfo(WorkerOptions options, WorkerArguments arguments)
    {
        var start = DotnetHost.Start(options.Program, arguments.ToStart());
        start.WorkingDirectory = arguments.Folder;
        return start;
    }

    private async Task ReadHelloAsync(TimeSpan deadline, TimeProvider clock, CancellationToken cancellationToken)
    {
        using var late = new CancellationTokenSource(deadline, clock);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(late.Token, cancellationToken);
        using var killing = either.Token.UnsafeRegister(static worker => ((WorkerProcess)worker!).Kill(), this);
        using var buffer = new FrameBuffer();
        try
        {
            if (await Task.Run(() => Frames.Read(buffer), CancellationToken.None) == FrameKind.Hello)
                Confinement = HelloFrame.Read(buffer.Bytes);
            else
                throw NotReady(late.IsCancellationRequested, cancellationToken);
        }
        catch (Exception failed) when (failed is DuckDbFrameException or IOException)
        {
            throw new WorkerException(WorkerFailure.Refused, $"A worker began wrongly: {failed.Message}", failed);
        }
    }

    private WorkerException NotReady(bool isLate, CancellationToken cancellationToken)
    {
        cancellationToken.ThrowIfCancellationRequested();
        var ended = Ended();
        _errorsRead.Wait(CancellationToken.None);
        return new WorkerException(
            WorkerFailure.Refused,
            isLate ? "A worker was not ready in time."
                : $"A worker cannot be started: {Encoding.UTF8.GetString(_errors, 0, _errorBytes).Split('\n')[0]} {ended.Message}");
    }

    /// <summary>Keeps the first bytes and drops the rest, so that a worker that prints cannot fill our memory, nor wait for us.</summary>
    private async Task ReadErrorsAsync(Stream errors)
    {
        var dropped = new byte[ErrorBytesMax];
        try
        {
            while (true)
            {
                var isFull = _errorBytes == _errors.Length;
                var count = await errors.ReadAsync(isFull ? dropped : _errors.AsMemory(_errorBytes)).ConfigureAwait(false);
                if (count == 0)
                    return;
                if (!isFull)
                    Volatile.Write(ref _errorBytes, _errorBytes + count);
            }
        }
        catch (IOException)
        {
            // The pipe is gone with the process.
        }
    }
}
