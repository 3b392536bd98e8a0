using System.Data;
using System.Data.Common;
using System.Globalization;
using Bourse.Metastore.Writing;
using Npgsql;

namespace Bourse.Metastore.Postgres;

/// <summary>
/// Transactions over the node's one writing connection, which is made anew after it broke. Each begins by taking the lock that makes all nodes write one
/// after another; see
/// decision 20 for why it is READ COMMITTED that makes them serializable.
/// </summary>
internal sealed class PostgresTransactions(NpgsqlDataSource source, PostgresMetastoreOptions options) : IWriteTransactions
{
    /// <summary>The advisory lock of whoever writes: "bourse" in ASCII.</summary>
    internal const long WriterLock = 0x626F75727365;

    /// <summary>After this silence within a transaction the server ends it, so that a node that hangs holds nobody up for longer.</summary>
    private const int SilenceMaxMs = 5000;
    /// <summary>How long the server may take to begin, to keep, or to make durable, before the connection is given up. What became of a commit is asked for.</summary>
    private const int ControlSeconds = 5;
    private const string Keep = "RELEASE SAVEPOINT work";

    private readonly string _begin = string.Create(
        CultureInfo.InvariantCulture,
        $"""
        BEGIN ISOLATION LEVEL READ COMMITTED READ WRITE;
        SET LOCAL lock_timeout = {(long)options.BusyTimeout.TotalMilliseconds};
        SET LOCAL idle_in_transaction_session_timeout = {SilenceMaxMs};
        SELECT pg_current_xact_id()::text FROM pg_advisory_xact_lock({WriterLock})
        """);

    private NpgsqlConnection? _connection;
    private bool _isOpen;
    private string? _transaction;
    private bool _keeps;

    // PostgreSQL keeps the state of 64 subtransactions at hand; with more, readers have to look for it on disk.
    public int WorksMax => 60;

    public bool IsOpen => _isOpen && _connection is { FullState: ConnectionState.Open };

    public async Task BeginAsync()
    {
        try
        {
            _connection ??= await source.OpenConnectionAsync();
            _transaction = await RunAsync(_begin, 2 + (int)Math.Ceiling(options.BusyTimeout.TotalSeconds));
            (_isOpen, _keeps) = (true, false);
        }
        catch (Exception exception) when (exception is DbException or TimeoutException or MetastoreException)
        {
            await DropAsync();
            throw PostgresErrors.Translate(exception);
        }
    }

    // Keeping a work and beginning the next one is one round trip.
    public async Task<WorkSession> BeginWorkAsync()
    {
        try
        {
            await RunAsync(_keeps ? Keep + "; SAVEPOINT work" : "SAVEPOINT work");
        }
        catch (MetastoreException)
        {
            // Undoing to the savepoint would undo the work before, which is to be kept: the whole transaction is given up.
            await DropAsync();
            throw;
        }
        _keeps = false;
        return new PostgresSession(_connection!, options, CancellationToken.None);
    }

    public Task KeepWorkAsync(WorkSession session)
    {
        if (session.HasFailed)
            throw new InvalidOperationException("A statement of the work failed and the work went on: nothing after it counts, so it must fail as well.");
        _keeps = true;
        return Task.CompletedTask;
    }

    public async Task UndoWorkAsync()
    {
        _keeps = false;
        await RunAsync("ROLLBACK TO SAVEPOINT work; " + Keep);
    }

    public async Task CommitAsync()
    {
        try
        {
            await RunAsync(_keeps ? Keep + "; COMMIT" : "COMMIT");
            _isOpen = false;
        }
        catch (MetastoreException failure) when (failure.InnerException is not PostgresException)
        {
            // The answer was lost, not the commit, perhaps.
            await DropAsync();
            if (!await PostgresOutcome.IsCommittedAsync(source, _transaction!, failure))
                throw;
        }
    }

    // The server undoes what was open, at once or when it notices that the connection ended.
    public async Task<MetastoreException?> RollBackAsync(Exception reason)
    {
        if (!IsOpen)
        {
            await DropAsync();
            return null;
        }
        try
        {
            await RunAsync("ROLLBACK");
            _isOpen = false;
        }
        catch (MetastoreException)
        {
            await DropAsync();
        }
        return null;
    }

    public async ValueTask DisposeAsync()
    {
        await DropAsync();
        await source.DisposeAsync();
    }

    private async Task<string?> RunAsync(string sql, int timeoutSeconds = ControlSeconds)
    {
        try
        {
            await using var command = new NpgsqlCommand(sql, _connection) { CommandTimeout = timeoutSeconds };
            return await command.ExecuteScalarAsync() as string;
        }
        catch (Exception exception) when (exception is DbException or InvalidOperationException)
        {
            // InvalidOperation: the connection is closed, as it broke within a work.
            throw PostgresErrors.Translate(exception);
        }
    }

    private async Task DropAsync()
    {
        _isOpen = false;
        if (_connection is { } connection)
        {
            _connection = null;
            await connection.DisposeAsync();
        }
    }
}
