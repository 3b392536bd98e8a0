using Bourse.DuckDb;

namespace Bourse.Iceberg.Writing.Rows;

/// <summary>A temporary table of the engine's session, dropped when disposed.</summary>
internal sealed class TemporaryTable : IDisposable
{
    private readonly DuckDbConnection _connection;

    public TemporaryTable(DuckDbConnection connection, string name, string selectSql, CancellationToken cancellationToken)
    {
        (_connection, Sql) = (connection, DuckDb.Sql.Identifier("temp", name));
        connection.Execute($"CREATE TEMP TABLE {DuckDb.Sql.Identifier(name)} AS {selectSql}", cancellationToken);
    }

    /// <summary>Its name as SQL.</summary>
    public string Sql { get; }

    public void Dispose() => _connection.Execute($"DROP TABLE IF EXISTS {Sql}");
}
