using System.Collections.Immutable;
using Bourse.DuckDb;
using Bourse.Iceberg.Parquet;
using Bourse.Projection.Generation;
using Bourse.Projection.Pieces;

namespace Bourse.Projection.Splicing;

/// <summary>
/// Whether the order of a file's rows ranks the values of a hidden column. Neighbours in a row group are compared, each with the one before:
/// 1. An allowed column that never falls, or never rises, among neighbours that are equal in the keys found so far is another key; repeat while there is one.
/// 2. A hidden column that never falls, or never rises, among the neighbours that the keys leave equal, and is not constant there, decides the order.
/// </summary>
internal static class HiddenOrder
{
    /// <exception cref="DamagedContentException">The engine gave the rows in another order than the file's.</exception>
    public static bool Decides(DuckDbConnection connection, SourceFile source, ProjectedShape shape, CancellationToken cancellationToken)
    {
        var columns = Columns(source.Footer, shape);
        if (columns.All(c => c.IsAllowed))
            return false;
        var keys = new List<int>();
        while (true)
        {
            var changes = Compare(connection, source, columns, keys, cancellationToken);
            var next = columns.Index().FirstOrDefault(c => c.Item.IsAllowed && !keys.Contains(c.Index) && changes[c.Index].IsSorted, (Index: -1, Item: null!)).Index;
            if (next < 0)
                return columns.Index().Any(c => !c.Item.IsAllowed && changes[c.Index].MayBeSorted);
            keys.Add(next);
        }
    }

    private static Changes[] Compare(
        DuckDbConnection connection, SourceFile source, ImmutableArray<Column> columns, List<int> keys, CancellationToken cancellationToken)
    {
        var values = string.Join(", ", columns.Select((c, i) => $"{c.Sql} AS v{i}"));
        var before = string.Join(", ", columns.Select((_, i) => $"lag(v{i}) OVER () AS b{i}"));
        var equal = string.Concat(keys.Select(k => $" AND v{k} IS NOT DISTINCT FROM b{k}"));
        var counts = string.Join(", ", columns.Select((_, i) =>
            $"count(*) FILTER (WHERE tied AND v{i} < b{i}), count(*) FILTER (WHERE tied AND v{i} > b{i}), "
            + $"count(*) FILTER (WHERE tied AND v{i} IS NULL AND b{i} IS NOT NULL), count(*) FILTER (WHERE tied AND v{i} IS NOT NULL AND b{i} IS NULL)"));
        using var result = connection.Query(
            $"""
            WITH r AS (
                SELECT {SourceSql.RowNumber} AS n, {RowGroupSql.Number(source.Footer)} AS g, {values}
                FROM {Sql.ReadParquet([source.LocalPath], $"{SourceSql.RowNumber} = true")}),
            p AS (SELECT *, lag(n) OVER () AS bn, lag(g) OVER () AS bg, {before} FROM r),
            t AS (SELECT *, g = bg{equal} AS tied FROM p)
            SELECT count(*) FILTER (WHERE n <> bn + 1), {counts} FROM t
            """,
            cancellationToken);
        var row = result.Rows().Single();
        if ((long)row[0]! != 0)
            throw new DamagedContentException($"The rows of '{source.Content.Key}' were not read in their order; nothing is said of it.");
        return [.. columns.Select((_, i) => new Changes((long)row[1 + (4 * i)]!, (long)row[2 + (4 * i)]!, (long)row[3 + (4 * i)]!, (long)row[4 + (4 * i)]!))];
    }

    // Every value that rows can be sorted by: columns and the fields of structs, not what is in lists and maps. By the file's own names: it may have columns that
    // the table lost.
    private static ImmutableArray<Column> Columns(ParquetFooter footer, ProjectedShape shape)
    {
        var columns = ImmutableArray.CreateBuilder<Column>();
        var index = 1;
        while (index < footer.Schema.Count)
        {
            var allowed = footer.Schema[index].FieldId is { } id && shape.Schema.FindColumn(id) is not null;
            index = Add(footer, index, "", allowed, columns);
        }
        return columns.ToImmutable();
    }

    private static int Add(ParquetFooter footer, int index, string parent, bool allowed, ImmutableArray<Column>.Builder columns)
    {
        var element = footer.Schema[index++];
        var sql = parent + Sql.Identifier(element.Name);
        if (element.ChildCount == 0 && element.Repetition != ParquetRepetition.Repeated)
            columns.Add(new Column(sql, allowed));
        var isTuple = element.ConvertedType is null && element.Repetition != ParquetRepetition.Repeated;
        var inner = isTuple ? columns : ImmutableArray.CreateBuilder<Column>();
        for (var child = 0; child < element.ChildCount; child++)
            index = Add(footer, index, sql + ".", allowed, inner);
        return index;
    }

    private sealed record Column(string Sql, bool IsAllowed);

    /// <summary>How often a value was less or greater than the one before it, and null after a value or a value after null.</summary>
    private sealed record Changes(long Less, long Greater, long ToNull, long FromNull)
    {
        private bool IsConstant => Less + Greater + ToNull + FromNull == 0;

        /// <summary>Sorted in one direction, with nulls at one end.</summary>
        public bool IsSorted => !IsConstant && (Less + ToNull == 0 || Greater + FromNull == 0 || Less + FromNull == 0 || Greater + ToNull == 0);

        /// <summary>Sorted in one direction, wherever nulls are.</summary>
        public bool MayBeSorted => !IsConstant && (Less == 0 || Greater == 0);
    }
}
