namespace Bourse.Catalog.Commits;

/// <summary>
/// Lets the writers of this process take turns at a table, in the order in which they came: writers that race for one pointer spend their time on races they lose,
/// and chance lets some lose for seconds. Not a lock: other processes know nothing of it, and the compare-and-swap alone decides what is committed.
/// </summary>
internal sealed class WriterTurns
{
    private readonly Lock _lock = new();

    // The end of each table's queue. A writer of several tables joins all their queues at once, so that no two wait for each other.
    private readonly Dictionary<TableIdentifier, Task> _last = [];

    /// <summary>Waits until all who came before, to any of the tables, are done.</summary>
    /// <exception cref="OperationCanceledException">The wait was cancelled; those behind do not wait for this one.</exception>
    public async Task<Turn> TakeAsync(IReadOnlyCollection<TableIdentifier> tables, CancellationToken cancellationToken)
    {
        var done = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        Task before;
        lock (_lock)
        {
            before = Task.WhenAll(tables.Select(t => _last.GetValueOrDefault(t, Task.CompletedTask)));
            foreach (var table in tables)
                _last[table] = done.Task;
        }
        var turn = new Turn(this, tables, done, Waited: !before.IsCompleted);
        try
        {
            await before.WaitAsync(cancellationToken);
            return turn;
        }
        catch (OperationCanceledException)
        {
            _ = before.ContinueWith(_ => turn.Dispose(), CancellationToken.None, TaskContinuationOptions.ExecuteSynchronously, TaskScheduler.Default);
            throw;
        }
    }

    private void End(IEnumerable<TableIdentifier> tables, TaskCompletionSource done)
    {
        lock (_lock)
        {
            foreach (var table in tables.Where(t => _last.GetValueOrDefault(t) == done.Task))
                _last.Remove(table);
        }
        done.TrySetResult();
    }

    /// <summary>A writer's turn, until it is disposed.</summary>
    /// <param name="Turns">The queues.</param>
    /// <param name="Tables">The tables it holds for.</param>
    /// <param name="Done">Lets the next ones go on.</param>
    /// <param name="Waited">Whether another was first, so that what was loaded before is probably old.</param>
    public sealed record Turn(WriterTurns Turns, IReadOnlyCollection<TableIdentifier> Tables, TaskCompletionSource Done, bool Waited) : IDisposable
    {
        /// <summary>Lets the next writer go on.</summary>
        public void Dispose() => Turns.End(Tables, Done);
    }
}
