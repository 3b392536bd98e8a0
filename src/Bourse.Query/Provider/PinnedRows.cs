using Bourse.DuckDb;
using Bourse.Iceberg.Metadata;
using Bourse.Iceberg.Scanning;
using Bourse.Query.Sessions;

namespace Bourse.Query.Provider;

/// <summary>Small reads of one snapshot of a provider's table: what onboarding and listings ask. It applies no row rule.</summary>
public static class PinnedRows
{
    private const int DistinctMax = 100_000;

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

    /// <summary>The values of a column as text, each once, ascending; null is left out.</summary>
    /// <param name="table">The table.</param>
    /// <param name="snapshot">The snapshot.</param>
    /// <param name="column">A column of the snapshot, by its exact name.</param>
    /// <param name="cancellationToken">Interrupts the query.</param>
    /// <exception cref="ArgumentException">There is no such column, or it has more than 100,000 values.</exception>
    public static async Task<IReadOnlyList<string>> DistinctValuesAsync(
        IcebergTable table, Snapshot snapshot, string column, CancellationToken cancellationToken = default)
    {
        using var held = table.Files.HoldLocalFiles();
        var pinned = await SessionTable.PlanAsync("main", "pinned", table, snapshot, cancellationToken);
        if (pinned.Schema.Fields.All(field => field.Name != column))
            throw new ArgumentException($"There is no column '{column}'.", nameof(column));
        using var session = TableSession.Open([pinned]);
        var name = Sql.Identifier(column);
        using var result = session.Connection.Query(
            FormattableString.Invariant(
                $"SELECT DISTINCT CAST({name} AS VARCHAR) FROM main.pinned WHERE {name} IS NOT NULL ORDER BY 1 LIMIT {DistinctMax + 1}"),
            cancellationToken);
        var values = result.Rows().Select(row => (string)row[0]!).ToList();
        return values.Count <= DistinctMax
            ? values
            : throw new ArgumentException($"The column '{column}' has more than {DistinctMax} values.", nameof(column));
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
