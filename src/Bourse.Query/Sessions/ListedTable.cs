using Bourse.Iceberg.Scanning;

namespace Bourse.Query.Sessions;

/// <summary>A table as a list of what there is names it: a view with its columns. None of its manifests and files is looked at, and to read it is an error.</summary>
public sealed record ListedTable
{
    private ListedTable(string tableNamespace, string name, string sql, string? problem) => (Namespace, Name, Sql, Problem) = (tableNamespace, name, sql, problem);

    /// <summary>The namespace of its view.</summary>
    public string Namespace { get; }

    /// <summary>The name of its view.</summary>
    public string Name { get; }

    /// <summary>Why the table cannot be opened, which is the comment on its view and stands in the place of its columns; null for a sound one.</summary>
    public string? Problem { get; }

    internal string Sql { get; }

    /// <summary>A table with its columns.</summary>
    /// <exception cref="NotSupportedException">A column is of a type that is not read.</exception>
    public static async Task<ListedTable> OfAsync(string tableNamespace, string name, IcebergTable table)
    {
        ArgumentNullException.ThrowIfNull(table);
        var columns = await table.Scan().ToQueryAsync([]);
        var refusal = $"{tableNamespace}.{name} is only listed here; name it in the statement, as {tableNamespace}.{name}, to read it.";
        // The outer side has one row, so that no optimizer finds it empty before the condition fails.
        var sql = $"SELECT listed.* FROM (SELECT 1 WHERE CAST(error({DuckDb.Sql.Literal(refusal)}) AS BOOLEAN)) LEFT JOIN ({columns.Sql}) listed ON true";
        return new ListedTable(tableNamespace, name, sql, problem: null);
    }

    /// <summary>A table that is there and cannot be opened.</summary>
    public static ListedTable Unreadable(string tableNamespace, string name, string problem) =>
        new(tableNamespace, name, $"SELECT {DuckDb.Sql.Literal(problem)} AS unreadable", problem);
}
