namespace Bourse.Metastore;

/// <summary>
/// The one transactional store of metadata: pointers, grants, outbox, audit. It is not a place for table data, and it knows no domain type.
/// </summary>
/// <remarks>
/// Works run inside a transaction, one at a time over all processes and nodes, so a work is short and does nothing that cannot be undone by a
/// rollback: no HTTP call, no file written outside of an object store's create-once keys. Failures of the database are <see cref="MetastoreException"/>.
/// </remarks>
public interface IMetastore : IAsyncDisposable
{
    /// <summary>Runs <paramref name="work"/> on one consistent snapshot, taken at its first query; writers do not disturb it.</summary>
    /// <exception cref="MetastoreException">The database failed; <see cref="MetastoreException.IsTransient"/> says whether a retry can help.</exception>
    Task<T> ReadAsync<T>(Func<IMetastoreSession, Task<T>> work, CancellationToken cancellationToken = default);

    /// <summary>
    /// Runs <paramref name="work"/> in one serializable transaction, which is durable when the task completes. Concurrent works share one flush to disk; each
    /// still commits or fails alone. Rows that get numbers by themselves become visible in the order of their numbers. If the work throws, nothing of it
    /// remains and the exception is thrown here.
    /// </summary>
    /// <exception cref="MetastoreException">The database failed. Only <see cref="MetastoreErrorKind.Unavailable"/> leaves open whether the write took effect.</exception>
    /// <exception cref="InvalidOperationException">Called from within a write's work, where it would wait for itself.</exception>
    Task<T> WriteAsync<T>(Func<IMetastoreWriteSession, Task<T>> work, CancellationToken cancellationToken = default);

    /// <summary>
    /// Makes the database's files forget what deleted and changed rows left in them: free pages, gaps within pages, the log of earlier writes. It writes the whole
    /// database anew, while writers wait and may fail as busy, and needs room for a second one.
    /// </summary>
    /// <returns>What may still hold them, and until when; null when no file has them any more.</returns>
    /// <exception cref="MetastoreException">The database failed; nothing was lost.</exception>
    Task<string?> ForgetDeletedAsync(CancellationToken cancellationToken = default);

    /// <summary>Brings the tables of the metastore itself, then of <paramref name="sets"/> in order, to this program's version, all or nothing.</summary>
    /// <exception cref="MigrationException">An applied migration differs from the program's, or the database is newer than the program.</exception>
    Task MigrateAsync(IReadOnlyList<MigrationSet> sets, CancellationToken cancellationToken = default);
}
