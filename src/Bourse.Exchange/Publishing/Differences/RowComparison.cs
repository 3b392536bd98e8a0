using Bourse.DuckDb;
using Bourse.Iceberg.Schemas;
using Bourse.Query.Sessions;

namespace Bourse.Exchange.Publishing.Differences;

/// <summary>Compares two views of one table in an engine, over the columns that both have.</summary>
/// <param name="connection">The engine.</param>
/// <param name="before">The view before.</param>
/// <param name="after">The view after.</param>
internal sealed class RowComparison(DuckDbConnection connection, SessionTable before, SessionTable after)
{
    private readonly List<(NestedField Before, NestedField After)> _columns =
        [.. after.Schema.Fields.Select(field => (Before: before.Schema.FindColumn(field.Id)!, After: field)).Where(pair => pair.Before is not null)];

    /// <summary>The rows that came, went and changed.</summary>
    /// <param name="key">The names after of the columns that together name a row; rows are compared whole where one of them is missing, or they name several.</param>
    /// <param name="cancellation">Ends the queries.</param>
    public RowChanges Rows(IReadOnlyList<string> key, CancellationToken cancellation)
    {
        var keys = _columns.Where(pair => key.Contains(pair.After.Name)).ToList();
        return keys.Count > 0 && keys.Count == key.Count && IsKey(before, keys.Select(pair => pair.Before), cancellation)
            && IsKey(after, keys.Select(pair => pair.After), cancellation)
            ? ByKey(keys, cancellation)
            : Whole(cancellation);
    }

    /// <summary>The columns without fields of their own whose statistics differ.</summary>
    public IReadOnlyList<ColumnDifference> Columns(CancellationToken cancellation) =>
    [
        .. from pair in _columns
           where pair.After.Type is IcebergType.Primitive
           let was = Statistics(before, pair.Before, cancellation)
           let now = Statistics(after, pair.After, cancellation)
           where was != now
           select new ColumnDifference(pair.After.Name, was, now),
    ];

    private static string View(SessionTable table) => Sql.Identifier(table.Namespace, table.Name);

    private bool IsKey(SessionTable table, IEnumerable<NestedField> key, CancellationToken cancellation) => !connection.QuerySingle<bool>(
        $"SELECT EXISTS (SELECT 1 FROM {View(table)} GROUP BY {string.Join(", ", key.Select(field => Sql.Identifier(field.Name)))} HAVING count(*) > 1)", cancellation);

    private RowChanges ByKey(IReadOnlyList<(NestedField Before, NestedField After)> keys, CancellationToken cancellation)
    {
        var same = string.Join(" AND ", _columns.Where(keys.Contains).Select(pair => $"b.c{pair.After.Id} IS NOT DISTINCT FROM a.c{pair.After.Id}"));
        var others = _columns.Except(keys).Select(pair => $"b.c{pair.After.Id} IS DISTINCT FROM a.c{pair.After.Id}").Prepend("FALSE");
        using var result = connection.Query(
            $"""
            SELECT count(*) FILTER (b.present IS NULL), count(*) FILTER (a.present IS NULL),
                count(*) FILTER (b.present AND a.present AND ({string.Join(" OR ", others)}))
            FROM (SELECT TRUE AS present, {List(pair => pair.Before)} FROM {View(before)}) AS b
            FULL JOIN (SELECT TRUE AS present, {List(pair => pair.After)} FROM {View(after)}) AS a ON {same}
            """, cancellation);
        var row = result.Rows().Single();
        return new RowChanges((long)row[0]!, (long)row[1]!, (long)row[2]!);
    }

    private RowChanges Whole(CancellationToken cancellation)
    {
        if (_columns.Count == 0)
            return RowChanges.None;
        var (was, now) = ($"SELECT {List(pair => pair.Before)} FROM {View(before)}", $"SELECT {List(pair => pair.After)} FROM {View(after)}");
        return new RowChanges(
            connection.QuerySingle<long>($"SELECT count(*) FROM ({now} EXCEPT ALL {was})", cancellation),
            connection.QuerySingle<long>($"SELECT count(*) FROM ({was} EXCEPT ALL {now})", cancellation), null);
    }

    private string List(Func<(NestedField Before, NestedField After), NestedField> side) =>
        string.Join(", ", _columns.Select(pair => $"{Sql.Identifier(side(pair).Name)} AS c{pair.After.Id}"));

    private ColumnStatistics Statistics(SessionTable table, NestedField field, CancellationToken cancellation)
    {
        var column = Sql.Identifier(field.Name);
        using var result = connection.Query(
            $"SELECT count(*) - count({column}), count(DISTINCT {column}), CAST(min({column}) AS VARCHAR), CAST(max({column}) AS VARCHAR) FROM {View(table)}",
            cancellation);
        var row = result.Rows().Single();
        return new ColumnStatistics((long)row[0]!, (long)row[1]!, (string?)row[2], (string?)row[3]);
    }
}
