using System.Threading.Channels;

namespace Bourse.Events;

/// <summary>Wakes one waiter; any number of calls before it waits count as one.</summary>
public sealed class WakeSignal
{
    private readonly Channel<bool> _set = Channel.CreateBounded<bool>(new BoundedChannelOptions(1) { FullMode = BoundedChannelFullMode.DropWrite });

    /// <summary>Wakes the waiter, or the next one to come.</summary>
    public void Set() => _set.Writer.TryWrite(true);

    /// <summary>Returns when the signal is set or <paramref name="timeout"/> has passed, whichever is first, and clears it.</summary>
    /// <exception cref="OperationCanceledException">Cancelled.</exception>
    public async Task WaitAsync(TimeSpan timeout, TimeProvider clock, CancellationToken cancellationToken)
    {
        using var ending = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        var set = _set.Reader.WaitToReadAsync(ending.Token).AsTask();
        await Task.WhenAny(set, Task.Delay(timeout, clock, ending.Token));
        await ending.CancelAsync();
        _set.Reader.TryRead(out _);
        cancellationToken.ThrowIfCancellationRequested();
    }
}
