using System.Collections.Immutable;
using System.Globalization;
using Bourse.DuckDb;
using Bourse.Iceberg.Parquet;
using Bourse.Iceberg.Writing;
using Bourse.Projection.Generation;
using Bourse.Projection.Pieces;

namespace Bourse.Projection.Splicing;

/// <summary>
/// Whether the order of a file's rows ranks the values of a hidden column. Neighbours in a row group are compared, each with the one before:
/// 1. An allowed column that never falls, or never rises, among neighbours that are equal in the keys found so far is another key; repeat while there is one.
/// 2. A hidden column that never falls, or never rises, among the neighbours that the keys leave equal, and is not constant there, decides the order.
/// </summary>
/// <remarks>
/// The first rows can refute: the neighbours that their keys leave equal are among those that the file's keys leave equal, so a column that falls and rises there
/// decides nothing. The keys of the first rows can prove: if the whole file is sorted by them and no neighbours are equal in them, nothing else has a part.
/// </remarks>
internal sealed class HiddenOrder
{
    private const int FirstRows = ParquetLayout.RowGroupRowsDefault;

    private readonly DuckDbConnection _connection;
    private readonly SourceFile _source;

    private HiddenOrder(DuckDbConnection connection, SourceFile source) => (_connection, _source) = (connection, source);

    /// <exception cref="DamagedContentException">The engine gave the rows in another order than the file's.</exception>
    public static bool Decides(DuckDbConnection connection, SourceFile source, ProjectedShape shape, CancellationToken cancellationToken)
    {
        var columns = Columns(source.Footer, shape);
        var hidden = columns.Where(c => !c.IsAllowed).ToArray();
        if (hidden.Length == 0)
            return false;
        var order = new HiddenOrder(connection, source);
        var first = order.Explain(columns, FirstRows, cancellationToken);
        if (hidden.All(c => first.Left[c].IsUnsorted))
            return false;
        if (first.Keys.Count > 0 && order.Explain([.. first.Keys], rowsMax: null, cancellationToken).TiedCount == 0)
            return false;
        var whole = source.Footer.RowCount <= FirstRows ? first : order.Explain(columns, rowsMax: null, cancellationToken);
        return hidden.Any(c => whole.Left[c].MayBeSorted);
    }

    private Explanation Explain(ImmutableArray<Column> columns, int? rowsMax, CancellationToken cancellationToken)
    {
        var keys = new List<Column>();
        while (true)
        {
            var (tied, changes) = Compare(columns, keys, rowsMax, cancellationToken);
            var next = columns.FirstOrDefault(c => c.IsAllowed && !keys.Contains(c) && changes[c].IsSorted);
            if (next is null)
                return new Explanation(keys, tied, changes);
            keys.Add(next);
            // Nothing is left to look at.
            if (changes[next].Total == tied)
                return new Explanation(keys, 0, columns.ToDictionary(c => c, _ => new Changes(0, 0, 0, 0)));
        }
    }

    private (long Tied, Dictionary<Column, Changes> Changes) Compare(
        ImmutableArray<Column> columns, List<Column> keys, int? rowsMax, CancellationToken cancellationToken)
    {
        var values = string.Join(", ", columns.Select((c, i) => $"{c.Sql} AS v{i}"));
        var before = string.Join(", ", columns.Select((_, i) => $"lag(v{i}) OVER () AS b{i}"));
        var equal = string.Concat(keys.Select(k => columns.IndexOf(k)).Select(k => $" AND v{k} IS NOT DISTINCT FROM b{k}"));
        var counts = string.Join(", ", columns.Select((_, i) =>
            $"count(*) FILTER (WHERE tied AND v{i} < b{i}), count(*) FILTER (WHERE tied AND v{i} > b{i}), "
            + $"count(*) FILTER (WHERE tied AND v{i} IS NULL AND b{i} IS NOT NULL), count(*) FILTER (WHERE tied AND v{i} IS NOT NULL AND b{i} IS NULL)"));
        var limit = rowsMax is null ? "" : string.Create(CultureInfo.InvariantCulture, $" LIMIT {rowsMax}");
        using var result = _connection.Query(
            $"""
            WITH r AS (
                SELECT {SourceSql.RowNumber} AS n, {RowGroupSql.Number(_source.Footer)} AS g, {values}
                FROM {Sql.ReadParquet([_source.LocalPath], $"{SourceSql.RowNumber} = true")}{limit}),
            p AS (SELECT *, lag(n) OVER () AS bn, lag(g) OVER () AS bg, {before} FROM r),
            t AS (SELECT *, g = bg{equal} AS tied FROM p)
            SELECT count(*) FILTER (WHERE n <> bn + 1), count(*) FILTER (WHERE tied), {counts} FROM t
            """,
            cancellationToken);
        var row = result.Rows().Single().Select(v => (long)v!).ToArray();
        if (row[0] != 0)
            throw new DamagedContentException($"The rows of '{_source.Content.Key}' were not read in their order; nothing is said of it.");
        return (row[1],
            columns.Select((c, i) => (c, i)).ToDictionary(c => c.c, c => new Changes(row[2 + (4 * c.i)], row[3 + (4 * c.i)], row[4 + (4 * c.i)], row[5 + (4 * c.i)])));
    }

    // Every value that rows can be sorted by: columns and the fields of structs, not what is in lists and maps. By the file's own names: it may have columns that
    // the table lost. A masked column's order tells of the values that the mask takes away, so it counts as hidden.
    private static ImmutableArray<Column> Columns(ParquetFooter footer, ProjectedShape shape)
    {
        var columns = ImmutableArray.CreateBuilder<Column>();
        var index = 1;
        while (index < footer.Schema.Count)
        {
            var allowed = shape.IsPlain(footer.Schema[index].FieldId);
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

    /// <summary>By what rows are sorted, and what is left.</summary>
    /// <param name="Keys">Allowed columns.</param>
    /// <param name="TiedCount">Neighbours that are equal in all keys.</param>
    /// <param name="Left">What columns do among them.</param>
    private sealed record Explanation(IReadOnlyList<Column> Keys, long TiedCount, IReadOnlyDictionary<Column, Changes> Left);

    /// <summary>How often a value was less or greater than the one before it, and null after a value or a value after null.</summary>
    private sealed record Changes(long Less, long Greater, long ToNull, long FromNull)
    {
        public long Total => Less + Greater + ToNull + FromNull;

        private bool IsConstant => Total == 0;

        /// <summary>Sorted in one direction, with nulls at one end.</summary>
        public bool IsSorted => !IsConstant && (Less + ToNull == 0 || Greater + FromNull == 0 || Less + FromNull == 0 || Greater + ToNull == 0);

        /// <summary>Sorted in one direction, wherever nulls are.</summary>
        public bool MayBeSorted => !IsConstant && !IsUnsorted;

        /// <summary>Falls and rises.</summary>
        public bool IsUnsorted => Less > 0 && Greater > 0;
    }
}
