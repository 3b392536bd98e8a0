using Bourse.Iceberg.Expressions;
using Bourse.Iceberg.Manifests;
using Bourse.Iceberg.Partitioning;
using Bourse.Iceberg.Schemas;

namespace Bourse.Iceberg.Scanning;

/// <summary>
/// Leaves out manifests and files that hold no row for which a condition is true, by partition values, then by bounds. Prunes only; proves no right to see.
/// </summary>
/// <param name="filter">The condition, fitting the schema.</param>
/// <param name="schema">The columns.</param>
/// <param name="spec">The spec of the manifests and files.</param>
/// <param name="partitionType">The fields of its partition tuple.</param>
internal sealed class FilePruning(Expression filter, Schema schema, PartitionSpec spec, ValueList<NestedField> partitionType)
{
    public bool MayMatch(ManifestFile manifest)
    {
        if (manifest.Partitions is not { } summaries || summaries.Count != spec.Fields.Count)
            return true;
        return MayBeTrue(id => FromPartition(id, i => SummaryRange(i, summaries[i])));
    }

    public bool MayMatch(DataFile file) => file.RecordCount > 0 && (filter is Expression.Always || MayBeTrue(id => RangeIn(file, id)));

    /// <summary>
    /// Whether the condition is proven true for every row: by values that the whole file has, its partition's under identity. Bounds, and the ranges that other
    /// transforms leave, are what some writer computed; they may spare reading rows, but not decide that unread ones go.
    /// </summary>
    public bool MatchesAll(DataFile file) =>
        !RangeEvaluator.Evaluate(filter, id => ExactIn(file, id)).MayBeFalse && ExpressionOperands.ComparedIds(filter).All(id => !ExactIn(file, id).MayBeNull);

    private ColumnRange RangeIn(DataFile file, int fieldId) => FromPartition(fieldId, i => InPartition(file, i)).And(FromMetrics(fieldId, file));

    private ColumnRange ExactIn(DataFile file, int fieldId) =>
        FromPartition(fieldId, i => spec.Fields[i].Transform is Transform.Identity ? InPartition(file, i) : ColumnRange.Unknown);

    private ColumnRange InPartition(DataFile file, int index) => InverseTransform.RangeOf(spec.Fields[index].Transform, SourceType(index), file.Partition[index]);

    private bool MayBeTrue(Func<int, ColumnRange> rangeOf) => RangeEvaluator.Evaluate(filter, rangeOf).MayBeTrue;

    private ColumnRange FromPartition(int fieldId, Func<int, ColumnRange> rangeOf)
    {
        var range = ColumnRange.Unknown;
        for (var i = 0; i < spec.Fields.Count; i++)
        {
            if (spec.Fields[i].SourceId == fieldId)
                range = range.And(rangeOf(i));
        }
        return range;
    }

    private ColumnRange SummaryRange(int index, PartitionSummary summary)
    {
        var type = partitionType[index].Type;
        var lower = summary.LowerBound is { } l ? LiteralBinary.TryDecode(l.AsSpan(), type) : null;
        var upper = summary.UpperBound is { } u ? LiteralBinary.TryDecode(u.AsSpan(), type) : null;
        var transform = spec.Fields[index].Transform;
        var range = new ColumnRange(
            lower is null ? null : InverseTransform.RangeOf(transform, SourceType(index), lower).Lower,
            upper is null ? null : InverseTransform.RangeOf(transform, SourceType(index), upper).Upper,
            MayBeNull: summary.ContainsNull || transform is Transform.Void or Transform.Unknown,
            MayBeValue: true,
            MayBeNan: summary.ContainsNan != false);
        return range;
    }

    private ColumnRange FromMetrics(int fieldId, DataFile file)
    {
        if (schema.FindColumn(fieldId) is not { } field)
            return ColumnRange.Unknown;
        var metrics = file.BoundsOf(fieldId);
        var floating = field.Type is IcebergType.Float or IcebergType.Double;
        var allNull = metrics.NullCount is { } nulls && nulls == file.RecordCount;
        return new ColumnRange(
            metrics.HasLower ? LiteralBinary.TryDecode(metrics.Lower, field.Type) : null,
            metrics.HasUpper ? LiteralBinary.TryDecode(metrics.Upper, field.Type) : null,
            MayBeNull: metrics.NullCount != 0,
            MayBeValue: !allNull,
            MayBeNan: floating && metrics.NanCount != 0 && !allNull);
    }

    private IcebergType? SourceType(int index) => schema.FindField(spec.Fields[index].SourceId)?.Type;
}
