using Bourse.Iceberg.Avro;
using Bourse.Iceberg.Expressions;
using Bourse.Iceberg.Schemas;

namespace Bourse.Iceberg.Manifests;

/// <summary>
/// The Avro schemas of manifests and manifest lists in each format version (Iceberg specification, "Manifests" and "Manifest Lists"). Version 1 is written where an
/// erasure rewrites a table's history, and so is 3; all else is written in 2.
/// </summary>
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
    public static AvroSchema.Record ManifestFile(int version) => new("manifest_file", Of(
    [
        (1, 3, new("manifest_path", Text, ManifestFieldIds.ManifestPath)),
        (1, 3, new("manifest_length", Long, ManifestFieldIds.ManifestLength)),
        (1, 3, new("partition_spec_id", Int, ManifestFieldIds.SpecId)),
        (2, 3, new("content", Int, ManifestFieldIds.ManifestContent)),
        (2, 3, new("sequence_number", Long, ManifestFieldIds.ManifestSequenceNumber)),
        (2, 3, new("min_sequence_number", Long, ManifestFieldIds.MinSequenceNumber)),
        (1, 3, new("added_snapshot_id", Long, ManifestFieldIds.AddedSnapshotId)),
        (1, 3, new("added_files_count", Counted(Int, version), ManifestFieldIds.AddedFiles)),
        (1, 3, new("existing_files_count", Counted(Int, version), ManifestFieldIds.ExistingFiles)),
        (1, 3, new("deleted_files_count", Counted(Int, version), ManifestFieldIds.DeletedFiles)),
        (1, 3, new("added_rows_count", Counted(Long, version), ManifestFieldIds.AddedRows)),
        (1, 3, new("existing_rows_count", Counted(Long, version), ManifestFieldIds.ExistingRows)),
        (1, 3, new("deleted_rows_count", Counted(Long, version), ManifestFieldIds.DeletedRows)),
        (1, 3, new("partitions", AvroSchema.Optional(new AvroSchema.Array(PartitionSummary, ManifestFieldIds.PartitionElement)), ManifestFieldIds.Partitions)),
        (1, 3, new("key_metadata", AvroSchema.Optional(Bytes), ManifestFieldIds.ManifestKeyMetadata)),
        (3, 3, new("first_row_id", AvroSchema.Optional(Long), ManifestFieldIds.ManifestFirstRowId)),
    ], version));

    /// <summary>An entry of a manifest whose files have the given partition tuple.</summary>
    public static AvroSchema.Record Entry(ValueList<NestedField> partition, int version) => new("manifest_entry", Of(
    [
        (1, 3, new("status", Int, ManifestFieldIds.Status)),
        (1, 1, new("snapshot_id", Long, ManifestFieldIds.SnapshotId)),
        (2, 3, new("snapshot_id", AvroSchema.Optional(Long), ManifestFieldIds.SnapshotId)),
        (2, 3, new("sequence_number", AvroSchema.Optional(Long), ManifestFieldIds.SequenceNumber)),
        (2, 3, new("file_sequence_number", AvroSchema.Optional(Long), ManifestFieldIds.FileSequenceNumber)),
        (1, 3, new("data_file", DataFile(partition, version), ManifestFieldIds.DataFile)),
    ], version));

    private static AvroSchema.Record DataFile(ValueList<NestedField> partition, int version) => new("r2", Of(
    [
        (2, 3, new("content", Int, ManifestFieldIds.Content)),
        (1, 3, new("file_path", Text, ManifestFieldIds.FilePath)),
        (1, 3, new("file_format", Text, ManifestFieldIds.FileFormat)),
        (1, 3, new("partition", Partition(partition), ManifestFieldIds.Partition)),
        (1, 3, new("record_count", Long, ManifestFieldIds.RecordCount)),
        (1, 3, new("file_size_in_bytes", Long, ManifestFieldIds.FileSize)),
        (1, 1, new("block_size_in_bytes", Long, ManifestFieldIds.BlockSize)),
        (1, 3, ColumnMap("column_sizes", ManifestFieldIds.ColumnSizes, 117, 118, Long)),
        (1, 3, ColumnMap("value_counts", ManifestFieldIds.ValueCounts, 119, 120, Long)),
        (1, 3, ColumnMap("null_value_counts", ManifestFieldIds.NullCounts, 121, 122, Long)),
        (1, 3, ColumnMap("nan_value_counts", ManifestFieldIds.NanCounts, 138, 139, Long)),
        (1, 3, ColumnMap("lower_bounds", ManifestFieldIds.LowerBounds, 126, 127, Bytes)),
        (1, 3, ColumnMap("upper_bounds", ManifestFieldIds.UpperBounds, 129, 130, Bytes)),
        (1, 3, new("key_metadata", AvroSchema.Optional(Bytes), ManifestFieldIds.KeyMetadata)),
        (1, 3, new("split_offsets", AvroSchema.Optional(new AvroSchema.Array(Long, 133)), ManifestFieldIds.SplitOffsets)),
        (2, 3, new("equality_ids", AvroSchema.Optional(new AvroSchema.Array(Int, 136)), ManifestFieldIds.EqualityIds)),
        (1, 3, new("sort_order_id", AvroSchema.Optional(Int), ManifestFieldIds.SortOrderId)),
        (3, 3, new("first_row_id", AvroSchema.Optional(Long), ManifestFieldIds.FirstRowId)),
        (2, 3, new("referenced_data_file", AvroSchema.Optional(Text), ManifestFieldIds.ReferencedDataFile)),
        (3, 3, new("content_offset", AvroSchema.Optional(Long), ManifestFieldIds.ContentOffset)),
        (3, 3, new("content_size_in_bytes", AvroSchema.Optional(Long), ManifestFieldIds.ContentSize)),
    ], version));

    private static ValueList<AvroField> Of((int First, int Last, AvroField Field)[] fields, int version) =>
        fields.Where(f => f.First <= version && version <= f.Last).Select(f => f.Field).ToValueList();

    // Version 1 need not tell.
    private static AvroSchema Counted(AvroSchema number, int version) => version == 1 ? AvroSchema.Optional(number) : number;

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
