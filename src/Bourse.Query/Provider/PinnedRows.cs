using Bourse.DuckDb;
using Bourse.Iceberg.Metadata;
using Bourse.Iceberg.Scanning;
using Bourse.Query.Sessions;

namespace Bourse.Query.Provider;

/// <summary>Small reads of one snapshot of a provider's table: what onboarding and listings ask. It applies no row rule.</summary>
public static class PinnedRows
{
    /// <summary>The first rows, in the order of the files.</summary>
    /// <param name="table">The table.</param>
    /// <param name="snapshot">The snapshot.</param>
    /// <param name="rowsMax">Rows at most, 1 or more.</param>
    /// <param name="cancellationToken">Interrupts the query.</param>
    public static async Task<QueryRows> SampleAsync(
        IcebergTable table, Snapshot snapshot, int rowsMax, CancellationToken cancellationToken = default)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(rowsMax, 1);
        using var held = table.Files.HoldLocalFiles();
        using var session = TableSession.Open([await SessionTable.PlanAsync("main", "pinned", table, snapshot, cancellationToken)]);
        using var result = session.Connection.Query(FormattableString.Invariant($"SELECT * FROM main.pinned LIMIT {rowsMax + 1L}"), cancellationToken);
        return ProviderSql.Take(result, rowsMax);
    }

    /// <summary>Which of some values a column holds, compared as text, each once, ascending.</summary>
    /// <param name="table">The table.</param>
    /// <param name="snapshot">The snapshot.</param>
    /// <param name="column">A column of the snapshot, by its exact name.</param>
    /// <param name="values">The values, as the engine writes them.</param>
    /// <param name="cancellationToken">Interrupts the query.</param>
    /// <exception cref="ArgumentException">There is no such column.</exception>
    public static async Task<IReadOnlyList<string>> FindValuesAsync(
        IcebergTable table, Snapshot snapshot, string column, IReadOnlyCollection<string> values, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(values);
        using var held = table.Files.HoldLocalFiles();
        var pinned = await SessionTable.PlanAsync("main", "pinned", table, snapshot, cancellationToken);
        if (pinned.Schema.Fields.All(field => field.Name != column))
            throw new ArgumentException($"There is no column '{column}'.", nameof(column));
        using var session = TableSession.Open([pinned]);
        if (values.Count == 0)
            return [];
        using var result = session.Connection.Query(
            $"SELECT DISTINCT value FROM (SELECT CAST({Sql.Identifier(column)} AS VARCHAR) AS value FROM main.pinned) "
                + $"WHERE value IN ({string.Join(", ", values.Select(Sql.Literal))}) ORDER BY value",
            cancellationToken);
        return [.. result.Rows().Select(row => (string)row[0]!)];
    }

    /// <summary>How many combinations of values some columns have; null is a value.</summary>
    /// <param name="table">The table.</param>
    /// <param name="snapshot">The snapshot.</param>
    /// <param name="columns">Columns of the snapshot, by their exact names; at least one.</param>
    /// <param name="cancellationToken">Interrupts the query.</param>
    public static async Task<long> CountDistinctAsync(
        IcebergTable table, Snapshot snapshot, IReadOnlyList<string> columns, CancellationToken cancellationToken = default)
    {
        using var held = table.Files.HoldLocalFiles();
        using var session = TableSession.Open([await SessionTable.PlanAsync("main", "pinned", table, snapshot, cancellationToken)]);
        var names = string.Join(", ", columns.Select(Sql.Identifier));
        return session.Connection.QuerySingle<long>($"SELECT count(*) FROM (SELECT DISTINCT {names} FROM main.pinned)", cancellationToken);
    }
}
