using Bourse.DuckDb.Native;
using Bourse.DuckDb.Native.Handles;
using Bourse.DuckDb.Values;

namespace Bourse.DuckDb;

/// <summary>
/// One session of an engine. Use from one thread at a time, except <see cref="Interrupt"/>, <see cref="Progress"/> and
/// <see cref="Dispose"/>, which any thread may call while a query runs. Text of SQL must not come from outside; values are bound.
/// </summary>
public sealed class DuckDbConnection : IDisposable
{
    private readonly ConnectionHandle handle;

    internal DuckDbConnection(ConnectionHandle handle) => this.handle = handle;

    internal ConnectionHandle Handle => handle;

    /// <summary>How far the running query is.</summary>
    public DuckDbProgress Progress
    {
        get
        {
            var progress = NativeMethods.QueryProgress(handle);
            return new DuckDbProgress(progress.Percentage < 0 ? null : progress.Percentage / 100, progress.RowsProcessed, progress.RowsTotal);
        }
    }

    /// <summary>Runs any number of statements and returns the rows the last one changed.</summary>
    /// <exception cref="DuckDbException">The engine's refusal; statements before the failing one stay done.</exception>
    /// <exception cref="OperationCanceledException">Cancelled; a running statement is interrupted.</exception>
    public long Execute(string sql, CancellationToken cancellationToken = default)
    {
        using var result = Query(sql, cancellationToken);
        return result.RowsChanged;
    }

    /// <summary>Runs any number of statements and returns the whole result of the last one, held in the engine's memory.</summary>
    /// <exception cref="DuckDbException">The engine's refusal; statements before the failing one stay done.</exception>
    /// <exception cref="OperationCanceledException">Cancelled; a running statement is interrupted.</exception>
    public DuckDbResult Query(string sql, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(sql);
        return QueryRun.Run(handle, (handle, sql), static (call, result) => NativeMethods.Query(call.handle, call.sql, result), cancellationToken);
    }

    /// <summary>The single value of a query that gives one row and one column; null for SQL's NULL.</summary>
    /// <exception cref="InvalidOperationException">Not exactly one row and one column.</exception>
    /// <exception cref="InvalidCastException">The value is not a <typeparamref name="T"/>; see <see cref="DuckDbChunk.GetValue"/>.</exception>
    public T? QuerySingle<T>(string sql, CancellationToken cancellationToken = default)
    {
        using var result = Query(sql, cancellationToken);
        return result.Single<T>();
    }

    /// <summary>Parses and plans exactly one statement with parameters <c>?</c>, <c>$1</c> or <c>$name</c>.</summary>
    /// <exception cref="DuckDbException">Text that is not one valid statement.</exception>
    public DuckDbStatement Prepare(string sql)
    {
        ArgumentNullException.ThrowIfNull(sql);
        if (NativeMethods.Prepare(handle, sql, out var statement) == NativeState.Success)
            return new DuckDbStatement(handle, statement);
        using (statement)
            throw DuckDbException.FromMessage(statement.IsInvalid ? null : NativeMethods.PrepareError(statement));
    }

    /// <summary>Bulk insert into a table, without SQL. Null schema is the current one.</summary>
    /// <exception cref="DuckDbException">No such table.</exception>
    public DuckDbAppender OpenAppender(string? schema, string table)
    {
        ArgumentException.ThrowIfNullOrEmpty(table);
        var state = NativeMethods.AppenderCreate(handle, null, schema, table, out var appender);
        if (state == NativeState.Success)
            return new DuckDbAppender(appender);
        using (appender)
            throw DuckDbAppender.Failure(appender);
    }

    /// <summary>
    /// Makes rows that are read elsewhere a table function: <c>SELECT * FROM name()</c>, once. They are read while the statement runs, by a thread of the engine's;
    /// what stops them stops the statement, and is thrown by <paramref name="name"/>'s caller from what this returns.
    /// </summary>
    /// <param name="name">The function's name; a plain word.</param>
    /// <param name="rows">The rows, not begun; they must live as long as the statement runs.</param>
    /// <returns>What stopped the rows so far; null when nothing did.</returns>
    /// <exception cref="DuckDbException">The name is taken.</exception>
    public Func<Exception?> RegisterRows(string name, DuckDbRows rows)
    {
        ArgumentException.ThrowIfNullOrEmpty(name);
        ArgumentNullException.ThrowIfNull(rows);
        var function = new RowsFunction(rows);
        return function.Register(handle, name) == NativeState.Success
            ? () => function.Failure
            : throw new DuckDbException(DuckDbErrorType.Catalog, $"The function {name} cannot be made; is there one of this name?");
    }

    /// <summary>
    /// Stops the query that runs now on another thread: it ends with <see cref="DuckDbErrorType.Interrupt"/>. Does nothing when none runs,
    /// also when one is about to start; a <see cref="CancellationToken"/> has no such gap.
    /// </summary>
    public void Interrupt() => NativeMethods.Interrupt(handle);

    /// <summary>Ends the session and rolls back an open transaction. Results already given stay readable.</summary>
    public void Dispose() => handle.Dispose();
}
