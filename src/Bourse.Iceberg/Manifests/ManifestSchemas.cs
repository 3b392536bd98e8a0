using Bourse.Iceberg.Avro;
using Bourse.Iceberg.Expressions;
using Bourse.Iceberg.Schemas;

namespace Bourse.Iceberg.Manifests;

/// <summary>The Avro schemas of manifests and manifest lists, version 2 (Iceberg specification, "Manifests" and "Manifest Lists").</summary>
internal static class ManifestSchemas
{
    private static readonly AvroSchema Int = new AvroSchema.Primitive(AvroKind.Int);
    private static readonly AvroSchema Long = new AvroSchema.Primitive(AvroKind.Long);
    private static readonly AvroSchema Text = new AvroSchema.Primitive(AvroKind.String);
    private static readonly AvroSchema Bytes = new AvroSchema.Primitive(AvroKind.Bytes);
    private static readonly AvroSchema Bool = new AvroSchema.Primitive(AvroKind.Boolean);

    /// <summary>A partition summary.</summary>
    public static AvroSchema.Record PartitionSummary { get; } = new("r508",
    [
        new("contains_null", Bool, ManifestFieldIds.ContainsNull),
        new("contains_nan", AvroSchema.Optional(Bool), ManifestFieldIds.ContainsNan),
        new("lower_bound", AvroSchema.Optional(Bytes), ManifestFieldIds.SummaryLowerBound),
        new("upper_bound", AvroSchema.Optional(Bytes), ManifestFieldIds.SummaryUpperBound),
    ]);

    /// <summary>An entry of a manifest list.</summary>
    public static AvroSchema.Record ManifestFile { get; } = new("manifest_file",
    [
        new("manifest_path", Text, ManifestFieldIds.ManifestPath),
        new("manifest_length", Long, ManifestFieldIds.ManifestLength),
        new("partition_spec_id", Int, ManifestFieldIds.SpecId),
        new("content", Int, ManifestFieldIds.ManifestContent),
        new("sequence_number", Long, ManifestFieldIds.ManifestSequenceNumber),
        new("min_sequence_number", Long, ManifestFieldIds.MinSequenceNumber),
        new("added_snapshot_id", Long, ManifestFieldIds.AddedSnapshotId),
        new("added_files_count", Int, ManifestFieldIds.AddedFiles),
        new("existing_files_count", Int, ManifestFieldIds.ExistingFiles),
        new("deleted_files_count", Int, ManifestFieldIds.DeletedFiles),
        new("added_rows_count", Long, ManifestFieldIds.AddedRows),
        new("existing_rows_count", Long, ManifestFieldIds.ExistingRows),
        new("deleted_rows_count", Long, ManifestFieldIds.DeletedRows),
        new("partitions", AvroSchema.Optional(new AvroSchema.Array(PartitionSummary, ManifestFieldIds.PartitionElement)), ManifestFieldIds.Partitions),
        new("key_metadata", AvroSchema.Optional(Bytes), ManifestFieldIds.ManifestKeyMetadata),
    ]);

    /// <summary>An entry of a manifest whose files have the given partition tuple.</summary>
    public static AvroSchema.Record Entry(ValueList<NestedField> partition) => new("manifest_entry",
    [
        new("status", Int, ManifestFieldIds.Status),
        new("snapshot_id", AvroSchema.Optional(Long), ManifestFieldIds.SnapshotId),
        new("sequence_number", AvroSchema.Optional(Long), ManifestFieldIds.SequenceNumber),
        new("file_sequence_number", AvroSchema.Optional(Long), ManifestFieldIds.FileSequenceNumber),
        new("data_file", DataFile(partition), ManifestFieldIds.DataFile),
    ]);

    private static AvroSchema.Record DataFile(ValueList<NestedField> partition) => new("r2",
    [
        new("content", Int, ManifestFieldIds.Content),
        new("file_path", Text, ManifestFieldIds.FilePath),
        new("file_format", Text, ManifestFieldIds.FileFormat),
        new("partition", Partition(partition), ManifestFieldIds.Partition),
        new("record_count", Long, ManifestFieldIds.RecordCount),
        new("file_size_in_bytes", Long, ManifestFieldIds.FileSize),
        ColumnMap("column_sizes", ManifestFieldIds.ColumnSizes, 117, 118, Long),
        ColumnMap("value_counts", ManifestFieldIds.ValueCounts, 119, 120, Long),
        ColumnMap("null_value_counts", ManifestFieldIds.NullCounts, 121, 122, Long),
        ColumnMap("nan_value_counts", ManifestFieldIds.NanCounts, 138, 139, Long),
        ColumnMap("lower_bounds", ManifestFieldIds.LowerBounds, 126, 127, Bytes),
        ColumnMap("upper_bounds", ManifestFieldIds.UpperBounds, 129, 130, Bytes),
        new("key_metadata", AvroSchema.Optional(Bytes), ManifestFieldIds.KeyMetadata),
        new("split_offsets", AvroSchema.Optional(new AvroSchema.Array(Long, 133)), ManifestFieldIds.SplitOffsets),
        new("equality_ids", AvroSchema.Optional(new AvroSchema.Array(Int, 136)), ManifestFieldIds.EqualityIds),
        new("sort_order_id", AvroSchema.Optional(Int), ManifestFieldIds.SortOrderId),
        new("referenced_data_file", AvroSchema.Optional(Text), ManifestFieldIds.ReferencedDataFile),
    ]);

    private static AvroSchema.Record Partition(ValueList<NestedField> fields) => new("r102", fields.Select(f =>
    {
        var name = AvroNames.Sanitize(f.Name);
        return new AvroField(name, AvroSchema.Optional(LiteralAvro.SchemaOf((IcebergType.Primitive)f.Type)), f.Id, name == f.Name ? null : f.Name);
    }).ToValueList());

    private static AvroField ColumnMap(string name, int fieldId, int keyId, int valueId, AvroSchema value)
    {
        var pair = new AvroSchema.Record($"k{keyId}_v{valueId}", [new("key", Int, keyId), new("value", value, valueId)]);
        return new AvroField(name, AvroSchema.Optional(new AvroSchema.Array(pair, LogicalType: "map")), fieldId);
    }
}
