using System.Data.Common;
using Dapper;

namespace Bourse.Metastore.Writing;

/// <summary>One work's view of a connection; refuses use after the work has ended.</summary>
internal abstract class WorkSession(DbConnection connection, MetastoreDialect dialect, CancellationToken cancellationToken) : IMetastoreWriteSession
{
    private readonly List<Action> _onCommitted = [];
    private bool _ended;

    // Columns are snake_case in SQL and PascalCase in C#.
    static WorkSession() => DefaultTypeMap.MatchNamesWithUnderscores = true;

    public MetastoreDialect Dialect => dialect;

    /// <summary>Whether a statement failed.</summary>
    public bool HasFailed { get; private set; }

    public Task<IReadOnlyList<T>> QueryAsync<T>(string sql, object? parameters = null) =>
        RunAsync<IReadOnlyList<T>>(async () => (await connection.QueryAsync<T>(Command(sql, parameters))).AsList());

    public Task<T?> QuerySingleOrDefaultAsync<T>(string sql, object? parameters = null) =>
        RunAsync(() => connection.QuerySingleOrDefaultAsync<T>(Command(sql, parameters)));

    public Task<int> ExecuteAsync(string sql, object? parameters = null) => RunAsync(() => connection.ExecuteAsync(Command(sql, parameters)));

    /// <inheritdoc/>
    public virtual Task<int> ExecuteOverwritingAsync(string sql, object? parameters = null) => ExecuteAsync(sql, parameters);

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

    public abstract Task<string?> FindSchemaChangeAsync(MigrationSet set, string prefix);

    /// <summary>The statement as the database has it.</summary>
    protected virtual string Adapt(string sql) => sql;

    /// <summary>What a caller can act on.</summary>
    protected abstract MetastoreException Translate(DbException exception);

    private CommandDefinition Command(string sql, object? parameters) => new(Adapt(sql), parameters, cancellationToken: cancellationToken);

    private async Task<T> RunAsync<T>(Func<Task<T>> statement)
    {
        ObjectDisposedException.ThrowIf(_ended, this);
        try
        {
            return await statement();
        }
        catch (DbException exception)
        {
            HasFailed = true;
            throw Translate(exception);
        }
        catch (OperationCanceledException)
        {
            HasFailed = true;
            throw;
        }
    }
}
