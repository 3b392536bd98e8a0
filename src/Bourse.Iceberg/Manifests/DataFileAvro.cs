using System.Collections.Immutable;
using Bourse.Iceberg.Avro;
using Bourse.Iceberg.Expressions;
using Bourse.Iceberg.Schemas;

namespace Bourse.Iceberg.Manifests;

/// <summary>Data files to and from the <c>data_file</c> record of manifests.</summary>
internal static class DataFileAvro
{
    public static DataFile Read(AvroRecord record, int specId, ValueList<NestedField> partitionType) => new()
    {
        Content = record.Optional<int>(ManifestFieldIds.Content, "content") switch
        {
            null or 0 => FileContent.Data,
            1 => FileContent.PositionDeletes,
            2 => FileContent.EqualityDeletes,
            var other => throw new IcebergFormatException($"A manifest lists a file with the unknown content {other}."),
        },
        Path = record.RequiredObject<string>(ManifestFieldIds.FilePath, "file_path"),
        Format = record.RequiredObject<string>(ManifestFieldIds.FileFormat, "file_format").ToLowerInvariant(),
        SpecId = specId,
        Partition = ReadPartition(record, partitionType),
        RecordCount = NotNegative(record.Required<long>(ManifestFieldIds.RecordCount, "record_count"), "record_count"),
        FileSizeBytes = NotNegative(record.Required<long>(ManifestFieldIds.FileSize, "file_size_in_bytes"), "file_size_in_bytes"),
        Columns = ReadColumns(record),
        KeyMetadata = Bytes(record.OptionalObject<byte[]>(ManifestFieldIds.KeyMetadata, "key_metadata")),
        SplitOffsets = Numbers(record, ManifestFieldIds.SplitOffsets, "split_offsets"),
        EqualityIds = Numbers(record, ManifestFieldIds.EqualityIds, "equality_ids")?.Select(id => checked((int)id)).ToValueList(),
        SortOrderId = record.Optional<int>(ManifestFieldIds.SortOrderId, "sort_order_id"),
        ReferencedDataFile = record.OptionalObject<string>(ManifestFieldIds.ReferencedDataFile, "referenced_data_file"),
        FirstRowId = record.Optional<long>(ManifestFieldIds.FirstRowId, "first_row_id"),
        ContentOffset = record.Optional<long>(ManifestFieldIds.ContentOffset, "content_offset"),
        ContentSizeBytes = record.Optional<long>(ManifestFieldIds.ContentSize, "content_size_in_bytes"),
    };

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

    private static ValueList<Literal?> ReadPartition(AvroRecord record, ValueList<NestedField> partitionType)
    {
        // BigQuery writes null for the empty tuple.
        var partition = record.OptionalObject<AvroRecord>(ManifestFieldIds.Partition, "partition");
        if (partition is null && partitionType.Count > 0)
            throw new IcebergFormatException("A manifest of a partitioned table lists a file without partition.");
        return partitionType.Select(f => LiteralAvro.FromAvro(partition!.Find(f.Id, f.Name), f.Type, f.Name)).ToValueList();
    }

    private static ImmutableSortedDictionary<int, ColumnMetrics> ReadColumns(AvroRecord record)
    {
        var columns = ImmutableSortedDictionary.CreateBuilder<int, ColumnMetrics>();
        ReadMap<long>(record, ManifestFieldIds.ColumnSizes, columns, (m, v) => m with { SizeBytes = v });
        ReadMap<long>(record, ManifestFieldIds.ValueCounts, columns, (m, v) => m with { ValueCount = v });
        ReadMap<long>(record, ManifestFieldIds.NullCounts, columns, (m, v) => m with { NullCount = v });
        ReadMap<long>(record, ManifestFieldIds.NanCounts, columns, (m, v) => m with { NanCount = v });
        ReadMap<byte[]>(record, ManifestFieldIds.LowerBounds, columns, (m, v) => m with { LowerBound = Bytes(v) });
        ReadMap<byte[]>(record, ManifestFieldIds.UpperBounds, columns, (m, v) => m with { UpperBound = Bytes(v) });
        return columns.ToImmutable();
    }

    // A map from field ids is an array of key-value records, whose two fields have ids that differ from map to map.
    private static void ReadMap<T>(
        AvroRecord record, int fieldId, ImmutableSortedDictionary<int, ColumnMetrics>.Builder columns, Func<ColumnMetrics, T, ColumnMetrics> set)
    {
        foreach (var item in record.OptionalObject<List<object?>>(fieldId, "column metrics") ?? [])
        {
            if (item is not AvroRecord { Values: [int key, T value] })
                throw new IcebergFormatException($"The Avro field {fieldId} of a manifest is not a map from field ids.");
            columns[key] = set(columns.GetValueOrDefault(key) ?? new ColumnMetrics(), value);
        }
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

    private static ValueList<long>? Numbers(AvroRecord record, int fieldId, string name) =>
        record.OptionalObject<List<object?>>(fieldId, name)?.Select(v => v switch
        {
            long number => number,
            int number => number,
            _ => throw new IcebergFormatException($"The Avro field '{name}' of a manifest holds something else than numbers."),
        }).ToValueList();

    internal static ValueList<byte>? Bytes(byte[]? bytes) => bytes is null ? null : ValueList.Create<byte>(bytes);

    private static long NotNegative(long value, string name) =>
        value >= 0 ? value : throw new IcebergFormatException($"A manifest lists a file with a negative {name}.");
}
