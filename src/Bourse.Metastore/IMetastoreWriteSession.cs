namespace Bourse.Metastore;

/// <summary>Queries and changes within one transaction.</summary>
public interface IMetastoreWriteSession : IMetastoreSession
{
    /// <summary>Runs a statement and gives the number of rows it changed.</summary>
    /// <exception cref="MetastoreException">For example <see cref="MetastoreErrorKind.UniqueViolation"/>.</exception>
    Task<int> ExecuteAsync(string sql, object? parameters = null);

    /// <summary>
    /// As <see cref="ExecuteAsync"/>, for what shall be forgotten: deleted rows are overwritten where the database can, which costs every page. What remains of them
    /// goes with <see cref="IMetastore.ForgetDeletedAsync"/>.
    /// </summary>
    Task<int> ExecuteOverwritingAsync(string sql, object? parameters = null);

    /// <summary>
    /// Has <paramref name="action"/> run once after the transaction is durable and before the write's task completes; not at all when it fails. For wake-ups
    /// only: quick, and not throwing (an exception would surface from a write that is committed).
    /// </summary>
    void OnCommitted(Action action);
}
