using System.Diagnostics;
using Bourse.Iceberg.Avro;
using Bourse.Iceberg.Expressions;
using Bourse.Iceberg.Schemas;

namespace Bourse.Iceberg.Manifests;

/// <summary>Data files as the <c>data_file</c> record of manifests.</summary>
internal static class DataFileAvro
{
    // Required in version 1 and without a meaning: what every writer puts there.
    private const long BlockBytesWritten = 64 << 20;

    public static AvroRecord Write(DataFile file, AvroSchema.Record schema, ValueList<NestedField> partitionType)
    {
        if (file.Partition.Count != partitionType.Count)
            throw new ArgumentException($"The file has {file.Partition.Count} partition values where its spec has {partitionType.Count}.", nameof(file));

        return new AvroRecord(schema, [.. schema.Fields.Select(f => Value(file, schema, f.FieldId!.Value, partitionType))]);
    }

    private static object? Value(DataFile file, AvroSchema.Record schema, int fieldId, ValueList<NestedField> partitionType) => fieldId switch
    {
        ManifestFieldIds.Content => (int)file.Content,
        ManifestFieldIds.FilePath => file.Path,
        ManifestFieldIds.FileFormat => file.Format.ToUpperInvariant(),
        ManifestFieldIds.Partition => new AvroRecord(
            (AvroSchema.Record)schema.Fields[schema.IndexOf(ManifestFieldIds.Partition)].Schema,
            [.. partitionType.Select((f, i) => LiteralAvro.ToAvro(file.Partition[i], (IcebergType.Primitive)f.Type))]),
        ManifestFieldIds.RecordCount => file.RecordCount,
        ManifestFieldIds.FileSize => file.FileSizeBytes,
        ManifestFieldIds.BlockSize => BlockBytesWritten,
        ManifestFieldIds.ColumnSizes => Map(schema, fieldId, file, m => m.SizeBytes),
        ManifestFieldIds.ValueCounts => Map(schema, fieldId, file, m => m.ValueCount),
        ManifestFieldIds.NullCounts => Map(schema, fieldId, file, m => m.NullCount),
        ManifestFieldIds.NanCounts => Map(schema, fieldId, file, m => m.NanCount),
        ManifestFieldIds.LowerBounds => Map(schema, fieldId, file, m => m.LowerBound?.ToArray()),
        ManifestFieldIds.UpperBounds => Map(schema, fieldId, file, m => m.UpperBound?.ToArray()),
        ManifestFieldIds.KeyMetadata => file.KeyMetadata?.ToArray(),
        ManifestFieldIds.SplitOffsets => file.SplitOffsets?.Cast<object?>().ToArray(),
        ManifestFieldIds.EqualityIds => file.EqualityIds?.Cast<object?>().ToArray(),
        ManifestFieldIds.SortOrderId => file.SortOrderId,
        ManifestFieldIds.FirstRowId => file.FirstRowId,
        ManifestFieldIds.ReferencedDataFile => file.ReferencedDataFile,
        ManifestFieldIds.ContentOffset => file.ContentOffset,
        ManifestFieldIds.ContentSize => file.ContentSizeBytes,
        _ => throw new UnreachableException(),
    };

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
