using System.Collections.Concurrent;

namespace Bourse.Access.Authorization;

/// <summary>
/// Which decisions are recorded already, bounded: two generations of at most <paramref name="capacity"/> each, the older one dropped when
/// the younger is
/// full. A forgotten decision is merely recorded again. Concurrent askers of one decision share one record.
/// </summary>
internal sealed class RecordedDecisions<TKey>(int capacity) where TKey : notnull
{
    private readonly Lock _turning = new();
    private volatile ConcurrentDictionary<TKey, Lazy<Task>> _young = new();
    private volatile ConcurrentDictionary<TKey, Lazy<Task>> _old = new();

    /// <summary>The recording of a decision, begun now or earlier. A failed one is forgotten, so that the next asker tries again.</summary>
    public Task RecordOnce<TState>(TKey key, TState state, Func<TState, Task> record)
    {
        var young = _young;
        if (young.TryGetValue(key, out var known) || _old.TryGetValue(key, out known))
            return known.Value;
        return Begin(young, key, state, record);
    }

    // Apart, so that the common way above makes no closure.
    private Task Begin<TState>(ConcurrentDictionary<TKey, Lazy<Task>> young, TKey key, TState state, Func<TState, Task> record)
    {
        var recording = young.GetOrAdd(key, new Lazy<Task>(() => record(state)));
        var task = recording.Value;
        if (!task.IsCompletedSuccessfully)
            task.ContinueWith(
                (_, entry) => young.TryRemove((KeyValuePair<TKey, Lazy<Task>>)entry!),
                new KeyValuePair<TKey, Lazy<Task>>(key, recording),
                CancellationToken.None,
                TaskContinuationOptions.NotOnRanToCompletion | TaskContinuationOptions.ExecuteSynchronously,
                TaskScheduler.Default);
        if (young.Count >= capacity)
            Turn(young);
        return task;
    }

    private void Turn(ConcurrentDictionary<TKey, Lazy<Task>> full)
    {
        lock (_turning)
        {
            if (_young != full)
                return;
            _old = full;
            _young = new ConcurrentDictionary<TKey, Lazy<Task>>();
        }
    }
}
