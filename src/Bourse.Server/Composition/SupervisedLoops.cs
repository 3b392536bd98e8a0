using System.Collections.Concurrent;
using System.Diagnostics.CodeAnalysis;
using Microsoft.Extensions.Logging;

namespace Bourse.Server.Composition;

/// <summary>
/// Background work that must run as long as the node does. One that ends by itself, with or without a failure, is logged and keeps the node
/// from being
/// ready: an exchange without its sequencer or its policy must not look well.
/// </summary>
internal sealed partial class SupervisedLoops(ILogger<SupervisedLoops> logger) : IAsyncDisposable
{
    private readonly CancellationTokenSource _stopping = new();
    private readonly ConcurrentBag<Task> _running = [];
    private readonly ConcurrentDictionary<string, string> _ended = new(StringComparer.Ordinal);

    /// <summary>What has ended and should not have, in words for an operator; null when everything runs.</summary>
    public string? Obstacle => _ended.IsEmpty ? null
        : string.Join("; ", _ended.OrderBy(pair => pair.Key, StringComparer.Ordinal).Select(pair => $"{pair.Key} has ended: {pair.Value}"));

    /// <summary>Starts a loop.</summary>
    /// <param name="name">What it does, for the log and the readiness page.</param>
    /// <param name="run">Runs until cancelled.</param>
    public void Start(string name, Func<CancellationToken, Task> run) => _running.Add(Task.Run(() => WatchAsync(name, run)));

    /// <summary>Stops every loop and waits for it.</summary>
    public async ValueTask DisposeAsync()
    {
        await _stopping.CancelAsync();
        await Task.WhenAll(_running);
        _stopping.Dispose();
    }

    [SuppressMessage("Design", "CA1031", Justification = "Whatever ends a loop is what has to be reported.")]
    private async Task WatchAsync(string name, Func<CancellationToken, Task> run)
    {
        try
        {
            await run(_stopping.Token);
            if (!_stopping.IsCancellationRequested)
                Report(name, "it returned", null);
        }
        catch (OperationCanceledException) when (_stopping.IsCancellationRequested)
        {
            return;
        }
        catch (Exception failure)
        {
            Report(name, failure.GetType().Name, failure);
        }
    }

    private void Report(string name, string what, Exception? failure)
    {
        _ended[name] = what;
        LogEnded(failure, name, what);
    }

    [LoggerMessage(Level = LogLevel.Critical, Message = "{Name} has ended: {What}. The node is not ready any more; start it again.")]
    private partial void LogEnded(Exception? failure, string name, string what);
}
