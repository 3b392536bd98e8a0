using Bourse.Catalog;
using Bourse.DuckDb;
using Bourse.Query.Parsing;
using Bourse.Query.Sessions;
using Bourse.Storage;

namespace Bourse.Query.Provider;

/// <summary>
/// The provider's own SELECT over its lakehouse, in process: exactly one statement over <c>namespace.table</c>, in an engine that reaches those tables'
/// files and nothing else. Not for clients: it applies no row rule.
/// </summary>
public sealed class ProviderSql(TableCatalog catalog, IObjectStore store)
{
    /// <summary>Runs a SELECT over the newest snapshots.</summary>
    /// <param name="sql">One SELECT.</param>
    /// <param name="rowsMax">Rows returned at most, 1 or more; the rest is not read.</param>
    /// <param name="cancellationToken">Interrupts the query.</param>
    /// <exception cref="SqlRefusedException">Not one SELECT, or a table that does not exist; the message says which.</exception>
    /// <exception cref="DuckDbException">The query fails.</exception>
    public async Task<QueryRows> RunAsync(string sql, int rowsMax = 10_000, CancellationToken cancellationToken = default)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(rowsMax, 1);
        SelectStatement statement;
        using (var parser = TableSession.Open([]))
            statement = SelectStatement.Parse(parser.Connection, sql);
        using var held = store.HoldLocalFiles();
        var tables = new List<SessionTable>();
        foreach (var reference in statement.Tables)
            tables.Add(await PlanAsync(reference, cancellationToken));
        using var session = TableSession.Open(tables);
        using var result = session.Connection.Query(statement.Sql, cancellationToken);
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

    private async Task<SessionTable> PlanAsync(TableReference reference, CancellationToken cancellationToken)
    {
        TableIdentifier identifier;
        try
        {
            identifier = new TableIdentifier(reference.Namespace, reference.Name);
        }
        catch (FormatException e)
        {
            throw new SqlRefusedException($"There is no table {reference}: {e.Message}", e);
        }
        var table = await catalog.LoadAsync(identifier, cancellationToken)
            ?? throw new SqlRefusedException($"There is no table {reference} in the lakehouse; check its spelling and namespace.");
        return await SessionTable.PlanAsync(reference.Namespace, reference.Name, table.OpenIn(store), cancellationToken: cancellationToken);
    }
}
