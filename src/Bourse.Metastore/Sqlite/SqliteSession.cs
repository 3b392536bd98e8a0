using Dapper;
using Microsoft.Data.Sqlite;

namespace Bourse.Metastore.Sqlite;

/// <summary>One work's view of a connection; refuses use after the work has ended.</summary>
internal sealed class SqliteSession(SqliteConnection connection) : IMetastoreWriteSession
{
    private readonly List<Action> _onCommitted = [];
    private bool _ended;

    public MetastoreDialect Dialect => MetastoreDialect.Sqlite;

    public async Task<IReadOnlyList<T>> QueryAsync<T>(string sql, object? parameters = null)
    {
        ObjectDisposedException.ThrowIf(_ended, this);
        try
        {
            return (await connection.QueryAsync<T>(sql, parameters)).AsList();
        }
        catch (SqliteException exception)
        {
            throw SqliteErrors.Translate(exception);
        }
    }

    public async Task<T?> QuerySingleOrDefaultAsync<T>(string sql, object? parameters = null)
    {
        ObjectDisposedException.ThrowIf(_ended, this);
        try
        {
            return await connection.QuerySingleOrDefaultAsync<T>(sql, parameters);
        }
        catch (SqliteException exception)
        {
            throw SqliteErrors.Translate(exception);
        }
    }

    public async Task<int> ExecuteAsync(string sql, object? parameters = null)
    {
        ObjectDisposedException.ThrowIf(_ended, this);
        try
        {
            return await connection.ExecuteAsync(sql, parameters);
        }
        catch (SqliteException exception)
        {
            throw SqliteErrors.Translate(exception);
        }
    }

    public void OnCommitted(Action action)
    {
        ArgumentNullException.ThrowIfNull(action);
        ObjectDisposedException.ThrowIf(_ended, this);
        _onCommitted.Add(action);
    }

    public void End() => _ended = true;

    public void RunCommitted()
    {
        foreach (var action in _onCommitted)
            action();
    }
}
