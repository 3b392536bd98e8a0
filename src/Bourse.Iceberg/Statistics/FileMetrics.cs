using System.Collections.Immutable;
using Bourse.Iceberg.Expressions;
using Bourse.Iceberg.Manifests;
using Bourse.Iceberg.Parquet;
using Bourse.Iceberg.Schemas;

namespace Bourse.Iceberg.Statistics;

/// <summary>Column metrics of a data file from its footer. Fields inside lists and maps have none: their values are not rows.</summary>
public static class FileMetrics
{
    /// <summary>The metrics by field id.</summary>
    /// <param name="footer">The file's footer, with field ids.</param>
    /// <param name="schema">The table's schema.</param>
    /// <param name="nanCounts">NaNs of float and double columns by field id: footers do not tell.</param>
    /// <param name="modeOf">How much is told of a column and the fields inside it; null for the default.</param>
    public static ImmutableSortedDictionary<int, ColumnMetrics> Of(
        ParquetFooter footer, Schema schema, IReadOnlyDictionary<int, long> nanCounts, Func<NestedField, MetricsMode>? modeOf = null)
    {
        ArgumentNullException.ThrowIfNull(footer);
        ArgumentNullException.ThrowIfNull(schema);
        ArgumentNullException.ThrowIfNull(nanCounts);
        var metrics = ImmutableSortedDictionary.CreateBuilder<int, ColumnMetrics>();
        var modes = schema.Fields.SelectMany(f => SingleValueFields([f]).Select(s => (s.Key, Field: f)))
            .ToDictionary(f => f.Key, f => modeOf?.Invoke(f.Field) ?? MetricsMode.Default);
        var single = SingleValueFields(schema.Fields);
        var leaves = footer.Leaves;
        for (var i = 0; i < leaves.Count; i++)
        {
            if (leaves[i].FieldId is not { } id || !single.TryGetValue(id, out var type) || modes[id] is MetricsMode.None)
                continue;
            var chunks = footer.RowGroups.Select(g => g.Columns[i]).ToArray();
            metrics[id] = Of(leaves[i], chunks, type, nanCounts.TryGetValue(id, out var nans) ? nans : null, modes[id]);
        }
        return metrics.ToImmutable();
    }

    private static ColumnMetrics Of(ParquetSchemaElement leaf, ParquetColumnChunk[] chunks, IcebergType.Primitive type, long? nanCount, MetricsMode mode)
    {
        var lower = Bound(leaf, chunks, type, s => s.MinValue, (a, b) => Literal.Compare(a, b) <= 0 ? a : b);
        var upper = Bound(leaf, chunks, type, s => s.MaxValue, (a, b) => Literal.Compare(a, b) >= 0 ? a : b);
        var usable = lower is not null && upper is not null && mode is not MetricsMode.Counts;
        var length = mode is MetricsMode.Truncate t ? t.Length : int.MaxValue;
        return new ColumnMetrics
        {
            SizeBytes = chunks.Sum(c => c.CompressedBytes),
            ValueCount = chunks.Sum(c => c.ValueCount),
            NullCount = chunks.All(c => c.Statistics?.NullCount is not null) ? chunks.Sum(c => c.Statistics!.NullCount!.Value) : null,
            NanCount = nanCount,
            LowerBound = usable ? Encoded(BoundTruncation.Lower(Signed(lower!, -0.0), length), type) : null,
            UpperBound = usable ? Encoded(BoundTruncation.Upper(Signed(upper!, 0.0), length), type) : null,
        };
    }

    // A chunk of nulls alone has no bounds and narrows nothing; one with values and without bounds leaves the file without.
    private static Literal? Bound(
        ParquetSchemaElement leaf, ParquetColumnChunk[] chunks, IcebergType.Primitive type,
        Func<ParquetStatistics, ValueList<byte>?> select, Func<Literal, Literal, Literal> combine)
    {
        Literal? result = null;
        foreach (var chunk in chunks.Where(c => c.Statistics?.NullCount != c.ValueCount))
        {
            var bound = chunk.Statistics is { } s && select(s) is { } bytes ? ParquetBound.TryRead(bytes.AsSpan(), leaf, type) : null;
            if (bound is null or Literal.Real { Value: double.NaN })
                return null;
            result = result is null ? bound : combine(result, bound);
        }
        return result;
    }

    // Parquet may not tell −0 from 0: the bounds take in both.
    private static Literal Signed(Literal bound, double zero) => bound is Literal.Real { Value: 0 } ? new Literal.Real(zero) : bound;

    private static ValueList<byte>? Encoded(Literal? bound, IcebergType.Primitive type) =>
        bound is null ? null : ValueList.Create<byte>(LiteralBinary.Encode(bound, type));

    private static Dictionary<int, IcebergType.Primitive> SingleValueFields(ValueList<NestedField> fields)
    {
        var found = new Dictionary<int, IcebergType.Primitive>();
        foreach (var field in fields)
        {
            if (field.Type is IcebergType.Primitive primitive)
                found[field.Id] = primitive;
            else if (field.Type is IcebergType.Struct inner)
                foreach (var (id, type) in SingleValueFields(inner.Fields))
                    found[id] = type;
        }
        return found;
    }
}
