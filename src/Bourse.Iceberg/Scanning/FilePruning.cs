using Bourse.Iceberg.Expressions;
using Bourse.Iceberg.Manifests;
using Bourse.Iceberg.Partitioning;
using Bourse.Iceberg.Schemas;

namespace Bourse.Iceberg.Scanning;

/// <summary>Leaves out manifests and files that hold no row for which a condition is true, by partition values, then by bounds. Prunes only; proves no right to see.</summary>
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

    /// <summary>Whether the condition is true for every row, as far as the partition and the bounds tell.</summary>
    public bool MatchesAll(DataFile file) =>
        !RangeEvaluator.Evaluate(filter, id => RangeIn(file, id)).MayBeFalse && ExpressionOperands.ComparedIds(filter).All(id => !RangeIn(file, id).MayBeNull);

    private ColumnRange RangeIn(DataFile file, int fieldId) =>
        FromPartition(fieldId, i => InverseTransform.RangeOf(spec.Fields[i].Transform, SourceType(i), file.Partition[i])).And(FromMetrics(fieldId, file));

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
        if (schema.FindColumn(fieldId) is not { } field || file.FindColumn(fieldId) is not { } metrics)
            return ColumnRange.Unknown;
        var floating = field.Type is IcebergType.Float or IcebergType.Double;
        var allNull = metrics.NullCount is { } nulls && nulls == file.RecordCount;
        return new ColumnRange(
            metrics.LowerBound is { } l ? LiteralBinary.TryDecode(l.AsSpan(), field.Type) : null,
            metrics.UpperBound is { } u ? LiteralBinary.TryDecode(u.AsSpan(), field.Type) : null,
            MayBeNull: metrics.NullCount != 0,
            MayBeValue: !allNull,
            MayBeNan: floating && metrics.NanCount != 0 && !allNull);
    }

    private IcebergType? SourceType(int index) => schema.FindField(spec.Fields[index].SourceId)?.Type;
}
