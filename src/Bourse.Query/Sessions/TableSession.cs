using Bourse.DuckDb;

namespace Bourse.Query.Sessions;

/// <summary>
/// An engine of its own, in memory, that sees the given tables as views and can reach no other file, setting or extension. For SQL of the
/// provider; clients' SQL runs in a confined process.
/// </summary>
public sealed class TableSession : IDisposable
{
    private readonly DuckDbDatabase _database;

    private TableSession(DuckDbDatabase database, DuckDbConnection connection) => (_database, Connection) = (database, connection);

    /// <summary>The session's one connection.</summary>
    public DuckDbConnection Connection { get; }

    /// <summary>Opens a session and makes the views.</summary>
    /// <param name="tables">What can be read.</param>
    /// <param name="options">The engine's bounds.</param>
    /// <param name="listed">What is there besides, for lists alone.</param>
    /// <exception cref="DuckDbException">A file is missing or is no Parquet file.</exception>
    public static TableSession Open(IReadOnlyCollection<SessionTable> tables, SessionOptions? options = null, IReadOnlyCollection<ListedTable>? listed = null)
    {
        ArgumentNullException.ThrowIfNull(tables);
        options ??= new SessionOptions();
        listed ??= [];
        var database = DuckDbDatabase.Open(new DuckDbOptions
        {
            Threads = options.Threads,
            MemoryLimitBytes = options.MemoryLimitBytes,
            AllowedDirectories = options.Directories,
            AllowedPaths = [.. tables.SelectMany(table => table.Files).Concat(options.Files).Distinct(StringComparer.Ordinal)],
        });
        var connection = database.Connect();
        var session = new TableSession(database, connection);
        try
        {
            foreach (
                var tableNamespace in tables.Select(table => table.Namespace).Concat(listed.Select(table => table.Namespace)).Distinct(StringComparer.OrdinalIgnoreCase))
                connection.Execute($"CREATE SCHEMA IF NOT EXISTS {Sql.Identifier(tableNamespace)}");
            foreach (var table in tables)
                connection.Execute($"CREATE VIEW {Sql.Identifier(table.Namespace, table.Name)} AS {table.Sql}");
            foreach (var table in listed)
                connection.Execute($"CREATE VIEW {Sql.Identifier(table.Namespace, table.Name)} AS {table.Sql}");
            foreach (var table in listed.Where(table => table.Problem is not null))
                connection.Execute($"COMMENT ON VIEW {Sql.Identifier(table.Namespace, table.Name)} IS {Sql.Literal(table.Problem!)}");
            return session;
        }
        catch
        {
            session.Dispose();
            throw;
        }
    }

    /// <inheritdoc />
    public void Dispose()
    {
        Connection.Dispose();
        _database.Dispose();
    }
}
