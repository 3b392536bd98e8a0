using System.Collections.Concurrent;
using Microsoft.Data.Sqlite;

namespace Bourse.Metastore.Sqlite;

/// <summary>A bounded set of connections, each in one read at a time.</summary>
internal sealed class SqliteReaders(SqliteMetastoreOptions options) : IDisposable
{
    private readonly SemaphoreSlim _free = new(options.ReadersMax);
    private readonly ConcurrentBag<SqliteConnection> _idle = [];

    public async Task<T> RunAsync<T>(Func<IMetastoreSession, Task<T>> work, CancellationToken cancellationToken)
    {
        await _free.WaitAsync(cancellationToken);
        try
        {
            var connection = _idle.TryTake(out var idle) ? idle : SqliteConnections.OpenReader(options);
            var answer = await RunOnAsync(connection, work);
            _idle.Add(connection);
            return answer;
        }
        catch (SqliteException exception)
        {
            throw SqliteErrors.Translate(exception);
        }
        finally
        {
            _free.Release();
        }
    }

    public void Dispose()
    {
        while (_idle.TryTake(out var connection))
            connection.Dispose();
        _free.Dispose();
    }

    private static async Task<T> RunOnAsync<T>(SqliteConnection connection, Func<IMetastoreSession, Task<T>> work)
    {
        var session = new SqliteSession(connection);
        try
        {
            SqliteConnections.Run(connection, "BEGIN");
            var answer = await work(session);
            session.End();
            SqliteConnections.Run(connection, "COMMIT");
            return answer;
        }
        catch
        {
            // Closing ends the transaction, whatever state the failure left it in.
            session.End();
            connection.Dispose();
            throw;
        }
    }
}
