namespace Bourse.Metastore.Writing;

/// <summary>The transactions of the process's one writing connection, one after another. Every failure of the database is a <see cref="MetastoreException"/>.</summary>
internal interface IWriteTransactions : IAsyncDisposable
{
    /// <summary>How many works one transaction may hold.</summary>
    int WorksMax { get; }

    /// <summary>Whether a transaction is open; some failures end it on their own.</summary>
    bool IsOpen { get; }

    /// <summary>Begins a transaction, with the lock that keeps every other writer out until it ends.</summary>
    Task BeginAsync();

    /// <summary>Begins a work within the transaction.</summary>
    Task<WorkSession> BeginWorkAsync();

    /// <summary>Keeps what the work changed.</summary>
    Task KeepWorkAsync(WorkSession session);

    /// <summary>Undoes what the work changed, and nothing else.</summary>
    Task UndoWorkAsync();

    /// <summary>Makes the transaction durable.</summary>
    /// <exception cref="MetastoreException"><see cref="MetastoreErrorKind.Unavailable"/>: whether it took effect is unknown.</exception>
    Task CommitAsync();

    /// <summary>Ends a transaction that may be open; nothing of it remains.</summary>
    /// <returns>Why no further transaction may follow; null when one may.</returns>
    Task<MetastoreException?> RollBackAsync(Exception reason);
}
