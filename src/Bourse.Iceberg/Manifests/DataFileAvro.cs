using Bourse.Iceberg.Avro;
using Bourse.Iceberg.Expressions;
using Bourse.Iceberg.Schemas;

namespace Bourse.Iceberg.Manifests;

/// <summary>Data files as the <c>data_file</c> record of manifests.</summary>
internal static class DataFileAvro
{
    public static AvroRecord Write(DataFile file, AvroSchema.Record schema, ValueList<NestedField> partitionType)
    {
        if (file.Partition.Count != partitionType.Count)
            throw new ArgumentException($"The file has {file.Partition.Count} partition values where its spec has {partitionType.Count}.", nameof(file));

        return new AvroRecord(schema,
        [
            (int)file.Content,
            file.Path,
            file.Format.ToUpperInvariant(),
            new AvroRecord(
                (AvroSchema.Record)schema.Fields[schema.IndexOf(ManifestFieldIds.Partition)].Schema,
                [.. partitionType.Select((f, i) => LiteralAvro.ToAvro(file.Partition[i], (IcebergType.Primitive)f.Type))]),
            file.RecordCount,
            file.FileSizeBytes,
            Map(schema, ManifestFieldIds.ColumnSizes, file, m => m.SizeBytes),
            Map(schema, ManifestFieldIds.ValueCounts, file, m => m.ValueCount),
            Map(schema, ManifestFieldIds.NullCounts, file, m => m.NullCount),
            Map(schema, ManifestFieldIds.NanCounts, file, m => m.NanCount),
            Map(schema, ManifestFieldIds.LowerBounds, file, m => m.LowerBound?.ToArray()),
            Map(schema, ManifestFieldIds.UpperBounds, file, m => m.UpperBound?.ToArray()),
            file.KeyMetadata?.ToArray(),
            file.SplitOffsets?.Cast<object?>().ToArray(),
            file.EqualityIds?.Cast<object?>().ToArray(),
            file.SortOrderId,
            file.ReferencedDataFile,
        ]);
    }

    private static object?[]? Map<T>(AvroSchema.Record schema, int fieldId, DataFile file, Func<ColumnMetrics, T?> value)
    {
        var union = (AvroSchema.Union)schema.Fields[schema.IndexOf(fieldId)].Schema;
        var pair = (AvroSchema.Record)((AvroSchema.Array)union.Branches[1]).Items;
        var items = file.Columns
            .Select(c => (c.Key, Value: (object?)value(c.Value)))
            .Where(c => c.Value is not null)
            .Select(c => (object?)new AvroRecord(pair, [c.Key, c.Value]))
            .ToArray();
        return items.Length == 0 ? null : items;
    }

    internal static ValueList<byte>? Bytes(byte[]? bytes) => bytes is null ? null : ValueList.Create<byte>(bytes);
}
