using Bourse.Query.Engines;

namespace Bourse.Query.Workers;

/// <summary>
/// Workers for sessions: some wait for work, a session takes one and ends it, and another takes its place. No worker sees two sessions, so there is nothing to wipe
/// between two accounts. Thread-safe.
/// </summary>
public sealed class WorkerPool : IFileEngine
{
    private readonly WorkerOptions _options;
    private readonly TimeProvider _clock;
    private readonly string _folder;
    private readonly SemaphoreSlim _sessions;
    private readonly Lock _gate = new();
    private readonly Queue<Task<WorkerProcess>> _warm = new();
    private readonly CancellationTokenSource _disposing = new();
    private long _workers;

    /// <summary>Starts the workers that wait.</summary>
    /// <exception cref="ArgumentException">Options that cannot be, all named.</exception>
    /// <exception cref="PlatformNotSupportedException">There are no workers but on Linux.</exception>
    public WorkerPool(WorkerOptions options, TimeProvider clock)
    {
        ArgumentNullException.ThrowIfNull(options);
        options.Validate();
        if (!IsSupported)
            throw new PlatformNotSupportedException("Workers are confined by means of Linux; there are none elsewhere.");
        (_options, _clock) = (options, clock);
        _sessions = new SemaphoreSlim(options.SessionsMax);
        _folder = options.Folder ?? Directory.CreateTempSubdirectory("bourse-workers-").FullName;
        Directory.CreateDirectory(_folder);
        WorkerFolder.RemoveLeftovers(_folder);
        Refill();
    }

    /// <summary>Whether this system has what workers are made with.</summary>
    public static bool IsSupported => OperatingSystem.IsLinux();

    /// <summary>Takes a worker for some files; waits while there are as many sessions as there may be.</summary>
    /// <param name="files">The files that the session may read, and no others.</param>
    /// <param name="deadline">How long the session may take, reading its rows included; null for the pool's own.</param>
    /// <param name="cancellationToken">Ends the session, also later: its worker is killed.</param>
    /// <exception cref="WorkerException">No worker can be had, or none that is confined as the options ask.</exception>
    /// <exception cref="FileNotFoundException">A file does not exist.</exception>
    public async Task<WorkerSession> OpenAsync(IReadOnlyList<string> files, TimeSpan? deadline, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(files);
        ObjectDisposedException.ThrowIf(_disposing.IsCancellationRequested, this);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken, _disposing.Token);
        await _sessions.WaitAsync(either.Token);
        try
        {
            var worker = await TakeAsync(files, either.Token);
            Refill();
            return new WorkerSession(worker, deadline ?? _options.Deadline, _clock, () => _sessions.Release(), cancellationToken);
        }
        catch
        {
            _sessions.Release();
            throw;
        }
    }

    /// <inheritdoc />
    async Task<IFileSession> IFileEngine.OpenAsync(IReadOnlyList<string> files, CancellationToken cancellationToken) => await OpenAsync(files, null, cancellationToken);

    /// <summary>Ends the workers that wait; sessions that are open go on until they are disposed.</summary>
    public async ValueTask DisposeAsync()
    {
        await _disposing.CancelAsync();
        List<Task<WorkerProcess>> warm;
        lock (_gate)
        {
            warm = [.. _warm];
            _warm.Clear();
        }
        foreach (var starting in warm)
            await EndAsync(starting);
        if (_options.Folder is null && !Directory.EnumerateFileSystemEntries(_folder).Any())
            Directory.Delete(_folder);
    }

    private async Task<WorkerProcess> TakeAsync(IReadOnlyList<string> files, CancellationToken cancellationToken)
    {
        if (await WarmAsync(cancellationToken) is { } warm)
        {
            try
            {
                if (warm.Folder.TryLinkHard(files))
                    return Confined(warm);
            }
            catch
            {
                warm.Dispose();
                throw;
            }
            // What one pool reads lies on one file system as a rule, so it is not kept for others.
            warm.Dispose();
        }
        return Confined(await StartForAsync(files, cancellationToken));
    }

    private WorkerProcess Confined(WorkerProcess worker)
    {
        if (!_options.RequireConfinement || worker.Confinement.IsComplete)
            return worker;
        worker.Dispose();
        throw new WorkerException(
            WorkerFailure.Refused,
            $"This machine cannot confine a worker completely: {string.Join(", ", worker.Confinement.Missing)} is missing. 'bourse doctor' tells more.");
    }

    private async Task<WorkerProcess?> WarmAsync(CancellationToken cancellationToken)
    {
        while (true)
        {
            Task<WorkerProcess>? first;
            lock (_gate)
            {
                if (!_warm.TryDequeue(out first))
                    return null;
            }
            try
            {
                var worker = await first.WaitAsync(cancellationToken);
                if (!worker.HasEnded)
                    return worker;
                worker.Dispose();
            }
            catch (OperationCanceledException)
            {
                _ = EndAsync(first);
                throw;
            }
            catch (WorkerException)
            {
                // Whoever needs it now sees why none starts.
                return null;
            }
        }
    }

    private void Refill()
    {
        lock (_gate)
        {
            while (_warm.Count < _options.Warm && !_disposing.IsCancellationRequested)
                _warm.Enqueue(StartAsync(_disposing.Token));
        }
    }

    private WorkerFolder NewFolder() => WorkerFolder.Create(_folder, Interlocked.Increment(ref _workers));

    private Task<WorkerProcess> StartAsync(CancellationToken cancellationToken) => WorkerProcess.StartAsync(_options, NewFolder(), [], _clock, cancellationToken);

    private Task<WorkerProcess> StartForAsync(IReadOnlyList<string> files, CancellationToken cancellationToken)
    {
        var folder = NewFolder();
        try
        {
            return WorkerProcess.StartAsync(_options, folder, folder.TryLinkHard(files) ? [] : folder.LinkSymbolically(files), _clock, cancellationToken);
        }
        catch
        {
            folder.Dispose();
            throw;
        }
    }

    private static async Task EndAsync(Task<WorkerProcess> starting)
    {
        try
        {
            (await starting).Dispose();
        }
        catch (Exception ended) when (ended is WorkerException or OperationCanceledException)
        {
            // It never began.
        }
    }
}
