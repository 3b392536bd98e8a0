using Bourse.Iceberg.Schemas;

namespace Bourse.Iceberg.Scanning;

/// <summary>Columns that every table can show though its files need not hold them (Iceberg specification, "Reserved Field IDs").</summary>
public static class MetadataColumns
{
    /// <summary>The location of the row's data file.</summary>
    public static NestedField File { get; } = new(int.MaxValue - 1, "_file", new IcebergType.String(), Required: true);

    /// <summary>The row's place in its data file, from 0.</summary>
    public static NestedField Position { get; } = new(int.MaxValue - 2, "_pos", new IcebergType.Long(), Required: true);

    /// <summary>The row's id for life (version 3); null in tables without row lineage.</summary>
    public static NestedField RowId { get; } = new(int.MaxValue - 107, "_row_id", new IcebergType.Long(), Required: false);

    /// <summary>The sequence number of the commit that last changed the row.</summary>
    public static NestedField LastUpdatedSequenceNumber { get; } =
        new(int.MaxValue - 108, "_last_updated_sequence_number", new IcebergType.Long(), Required: false);

    /// <summary>In position-delete files: the location of the data file.</summary>
    public static NestedField DeleteFilePath { get; } = new(int.MaxValue - 101, "file_path", new IcebergType.String(), Required: true);

    /// <summary>In position-delete files: the row's place.</summary>
    public static NestedField DeletePosition { get; } = new(int.MaxValue - 102, "pos", new IcebergType.Long(), Required: true);

    /// <summary>In changes: what happened to the row, one of <see cref="Incremental.ChangeType"/>.</summary>
    public static NestedField ChangeType { get; } = new(int.MaxValue - 104, "_change_type", new IcebergType.String(), Required: true);

    /// <summary>In changes: the place of the change's snapshot among those that changed rows, from 0.</summary>
    public static NestedField ChangeOrdinal { get; } = new(int.MaxValue - 105, "_change_ordinal", new IcebergType.Int(), Required: true);

    /// <summary>In changes: the snapshot that made the change.</summary>
    public static NestedField CommitSnapshotId { get; } = new(int.MaxValue - 106, "_commit_snapshot_id", new IcebergType.Long(), Required: true);

    /// <summary>Those that a scan can be asked for.</summary>
    public static ValueList<NestedField> All { get; } = [File, Position, RowId, LastUpdatedSequenceNumber];
}
