using Bourse.Metastore.Writing;
using Microsoft.Data.Sqlite;

namespace Bourse.Metastore.Sqlite;

/// <summary>Transactions over the process's one writing connection.</summary>
internal sealed class SqliteTransactions(SqliteConnection connection, SqliteMetastoreOptions options) : IWriteTransactions
{
    private readonly Turnstile _turnstile = new(options.Path, options.BusyTimeout, options.Clock);

    public int WorksMax => 256;

    public bool IsOpen => !SqliteConnections.IsOutsideTransaction(connection);

    public async Task BeginAsync()
    {
        using var turn = await _turnstile.PassAsync();
        Run("BEGIN IMMEDIATE");
    }

    public Task<WorkSession> BeginWorkAsync()
    {
        Run("SAVEPOINT work");
        return Task.FromResult<WorkSession>(new SqliteSession(connection));
    }

    public Task KeepWorkAsync(WorkSession session)
    {
        Run("RELEASE work");
        return Task.CompletedTask;
    }

    public Task UndoWorkAsync()
    {
        Run("ROLLBACK TO work; RELEASE work");
        return Task.CompletedTask;
    }

    public Task CommitAsync()
    {
        Run("COMMIT");
        return Task.CompletedTask;
    }

    // After a failed flush the kernel may have dropped the pages: what a retry would find on disk is unknown, so there is none.
    public Task<MetastoreException?> RollBackAsync(Exception reason)
    {
        var failure = reason is MetastoreException { Kind: MetastoreErrorKind.Unavailable } unavailable ? unavailable : null;
        try
        {
            if (IsOpen)
                Run("ROLLBACK");
            return Task.FromResult(failure);
        }
        catch (MetastoreException exception)
        {
            return Task.FromResult<MetastoreException?>(failure ?? exception);
        }
    }

    public ValueTask DisposeAsync() => connection.DisposeAsync();

    private void Run(string sql)
    {
        try
        {
            SqliteConnections.Run(connection, sql);
        }
        catch (SqliteException exception)
        {
            throw SqliteErrors.Translate(exception);
        }
    }
}
