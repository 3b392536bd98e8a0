using Bourse.Catalog;
using Bourse.DuckDb;
using Bourse.Iceberg;
using Bourse.Query.Parsing;
using Bourse.Query.Sessions;
using Bourse.Storage;

namespace Bourse.Query.Provider;

/// <summary>
/// The provider's own SELECT over its lakehouse, in process: exactly one statement over <c>namespace.table</c>, in an engine that reaches those tables'
/// files and nothing else. SHOW, DESCRIBE and <c>information_schema</c> tell what there is. Not for clients: it applies no row rule.
/// </summary>
public sealed class ProviderSql(TableCatalog catalog, IObjectStore store)
{
    private const string Offer = "SHOW TABLES lists the tables, and DESCRIBE namespace.table the columns of one.";
    private const string Catalogue = "information_schema";

    // What the parser says that SHOW TABLES shows.
    private const string TablesShown = "\"tables\"";

    // The engine's own list names only tables of its default namespace, where there are none.
    private const string ShowTables =
        """
        SELECT schema_name AS namespace, view_name AS name, CASE WHEN comment IS NULL THEN column_count END AS columns FROM duckdb_views() WHERE NOT internal ORDER BY ALL
        """;

    /// <summary>Runs a SELECT over the newest snapshots.</summary>
    /// <param name="sql">One SELECT.</param>
    /// <param name="rowsMax">Rows returned at most, 1 or more; the rest is not read.</param>
    /// <param name="cancellationToken">Interrupts the query.</param>
    /// <exception cref="SqlRefusedException">Not one SELECT, or a table that does not exist; the message says which.</exception>
    /// <exception cref="DuckDbException">The query fails.</exception>
    public async Task<QueryRows> RunAsync(string sql, int rowsMax = 10_000, CancellationToken cancellationToken = default)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(rowsMax, 1);
        var statement = Parse(sql);
        if (statement.Shown == TablesShown && !statement.IsBareShow)
            throw new SqlRefusedException("SHOW TABLES is a statement of its own; what is to be counted, filtered or joined is in information_schema.tables.");
        using var held = store.HoldLocalFiles();
        var named = statement.Tables.Where(table => table.Namespace != Catalogue).ToList();
        var tables = new List<SessionTable>();
        foreach (var reference in named)
            tables.Add(await PlanAsync(reference, cancellationToken));
        var isAboutTables = statement.Shown is not null || named.Count < statement.Tables.Length;
        using var session = TableSession.Open(tables, listed: isAboutTables ? await ListAsync(named, cancellationToken) : []);
        using var result = session.Connection.Query(statement.Shown == TablesShown ? ShowTables : statement.Sql, cancellationToken);
        return Take(result, rowsMax);
    }

    internal static QueryRows Take(DuckDbResult result, int rowsMax)
    {
        var rows = new List<IReadOnlyList<object?>>();
        foreach (var row in result.Rows())
        {
            if (rows.Count == rowsMax)
                return new QueryRows(result.Columns, rows, Truncated: true);
            rows.Add(row);
        }
        return new QueryRows(result.Columns, rows, Truncated: false);
    }

    private static SelectStatement Parse(string sql)
    {
        using var parser = TableSession.Open([]);
        try
        {
            return SelectStatement.Parse(parser.Connection, sql);
        }
        catch (SqlRefusedException e)
        {
            throw new SqlRefusedException($"{e.Message} {Offer}", e);
        }
    }

    // Who asks what there is sees every table. One that cannot be opened is among them, and one that was dropped meanwhile is not; neither takes the others away.
    private async Task<IReadOnlyList<ListedTable>> ListAsync(IReadOnlyList<TableReference> named, CancellationToken cancellationToken)
    {
        var listed = new List<ListedTable>();
        foreach (var tableNamespace in TableIdentifier.Namespaces)
        {
            foreach (var identifier in await catalog.ListAsync(tableNamespace, cancellationToken))
            {
                if (!named.Contains(new TableReference(identifier.Namespace, identifier.Name)) && await ListAsync(identifier, cancellationToken) is { } table)
                    listed.Add(table);
            }
        }
        return listed;
    }

    private async Task<ListedTable?> ListAsync(TableIdentifier identifier, CancellationToken cancellationToken)
    {
        try
        {
            var table = await catalog.LoadAsync(identifier, cancellationToken);
            return table is null ? null : await ListedTable.OfAsync(identifier.Namespace, identifier.Name, table.OpenIn(store));
        }
        catch (Exception e) when (e is CatalogException or StorageException or FormatException or IcebergFormatException or NotSupportedException)
        {
            return ListedTable.Unreadable(identifier.Namespace, identifier.Name, e.Message);
        }
    }

    private async Task<SessionTable> PlanAsync(TableReference reference, CancellationToken cancellationToken)
    {
        TableIdentifier identifier;
        try
        {
            identifier = new TableIdentifier(reference.Namespace, reference.Name);
        }
        catch (FormatException e)
        {
            throw new SqlRefusedException($"There is no table {reference}: {e.Message} {Offer}", e);
        }
        var table = await catalog.LoadAsync(identifier, cancellationToken)
            ?? throw new SqlRefusedException($"There is no table {reference} in the lakehouse. {Offer}") { MissingTable = reference.ToString() };
        return await SessionTable.PlanAsync(reference.Namespace, reference.Name, table.OpenIn(store), cancellationToken: cancellationToken);
    }
}
