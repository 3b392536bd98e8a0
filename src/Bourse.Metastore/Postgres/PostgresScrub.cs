using System.Data.Common;
using System.Globalization;
using Npgsql;

namespace Bourse.Metastore.Postgres;

/// <summary>
/// Writes every table anew, so that the server's data files hold deleted rows no more. Readers of a table wait while it is written, and writers until all are. The
/// log of the server, and what is made of it, are out of a client's reach.
/// </summary>
internal static class PostgresScrub
{
    private const string StillHeld =
        "the database server's write-ahead log, until the server has written over it, and every replica's log, archive and backup that was made of it";

    /// <summary>Runs it; see <see cref="IMetastore.ForgetDeletedAsync"/>.</summary>
    public static async Task<string?> RunAsync(PostgresMetastoreOptions options, CancellationToken cancellationToken)
    {
        try
        {
            await using var source = PostgresConnections.Create(options, connectionsMax: 1, isReadOnly: false);
            await using var connection = await source.OpenConnectionAsync(cancellationToken);
            var patience = string.Create(CultureInfo.InvariantCulture, $"SET lock_timeout = {(long)options.BusyTimeout.TotalMilliseconds}");
            await RunAsync(connection, patience, cancellationToken);
            // Of the session, as VACUUM runs in no transaction; it ends with the connection.
            await RunAsync(connection, $"SELECT pg_advisory_lock({PostgresTransactions.WriterLock})", cancellationToken);
            foreach (var table in await TablesAsync(connection, cancellationToken))
                await RunAsync(connection, $"VACUUM (FULL) {table}", cancellationToken);
            return StillHeld;
        }
        catch (Exception exception) when (exception is DbException or TimeoutException)
        {
            throw PostgresErrors.Translate(exception);
        }
    }

    private static async Task<List<string>> TablesAsync(NpgsqlConnection connection, CancellationToken cancellationToken)
    {
        await using var command = new NpgsqlCommand("SELECT quote_ident(tablename) FROM pg_tables WHERE schemaname = current_schema() ORDER BY tablename", connection);
        await using var rows = await command.ExecuteReaderAsync(cancellationToken);
        var tables = new List<string>();
        while (await rows.ReadAsync(cancellationToken))
            tables.Add(rows.GetString(0));
        return tables;
    }

    // Without a limit of time: it takes as long as the tables are large.
    private static async Task RunAsync(NpgsqlConnection connection, string sql, CancellationToken cancellationToken)
    {
        await using var command = new NpgsqlCommand(sql, connection) { CommandTimeout = 0 };
        await command.ExecuteNonQueryAsync(cancellationToken);
    }
}
