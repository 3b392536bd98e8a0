using System.Collections.Immutable;
using Bourse.Iceberg.Partitioning;
using Bourse.Iceberg.Schemas;

namespace Bourse.Iceberg.Metadata;

/// <summary>
/// One version of a table, whichever format version it has (Iceberg specification, "Table Metadata Fields"). Immutable; <see cref="TableMetadataChanges"/> makes the
/// next one, <see cref="TableMetadataJson"/> reads and writes it. Statistics files that others may list are not kept.
/// </summary>
public sealed record TableMetadata
{
    /// <summary>The one format version that is written.</summary>
    public const int FormatVersionWritten = 2;

    /// <summary>The highest format version that is read.</summary>
    public const int FormatVersionMax = 3;

    /// <summary>The format's version, 1 to 3. What differs between them is settled when metadata and manifests are read.</summary>
    public int FormatVersion { get; init; } = FormatVersionWritten;

    /// <summary>Names the table for ever; empty where a writer of version 1 gave none.</summary>
    public required Guid TableUuid { get; init; }

    /// <summary>The folder of the table's files, without a slash at its end.</summary>
    public required string Location { get; init; }

    /// <summary>The highest sequence number given; 0 before the first snapshot and in version 1, which has none.</summary>
    public required long LastSequenceNumber { get; init; }

    /// <summary>When this version was made, milliseconds since the Unix epoch.</summary>
    public required long LastUpdatedMs { get; init; }

    /// <summary>The highest field id ever given; never falls.</summary>
    public required int LastColumnId { get; init; }

    /// <summary>All schemas a snapshot may refer to.</summary>
    public required ValueList<Schema> Schemas { get; init; }

    /// <summary>The schema of new data.</summary>
    public required int CurrentSchemaId { get; init; }

    /// <summary>All partition specs a file may refer to.</summary>
    public required ValueList<PartitionSpec> PartitionSpecs { get; init; }

    /// <summary>The spec of new files.</summary>
    public required int DefaultSpecId { get; init; }

    /// <summary>The highest id of a partition field ever given; never falls.</summary>
    public required int LastPartitionId { get; init; }

    /// <summary>All sort orders a file may refer to.</summary>
    public required ValueList<SortOrder> SortOrders { get; init; }

    /// <summary>The sort order of new files.</summary>
    public required int DefaultSortOrderId { get; init; }

    /// <summary>The first row id that no row has yet; null before version 3.</summary>
    public long? NextRowId { get; init; }

    /// <summary>Settings of the table.</summary>
    public TextDictionary Properties { get; init; } = TextDictionary.Empty;

    /// <summary>The current snapshot; null for an empty table. Equals the branch <c>main</c>.</summary>
    public long? CurrentSnapshotId { get; init; }

    /// <summary>All snapshots that can be read.</summary>
    public ValueList<Snapshot> Snapshots { get; init; } = [];

    /// <summary>When which snapshot became current, oldest first.</summary>
    public ValueList<SnapshotLogEntry> SnapshotLog { get; init; } = [];

    /// <summary>Earlier versions of this metadata, oldest first.</summary>
    public ValueList<MetadataLogEntry> MetadataLog { get; init; } = [];

    /// <summary>Branches and tags by name.</summary>
    public required ImmutableSortedDictionary<string, SnapshotRef> Refs { get; init; }

    /// <summary>The schema of new data.</summary>
    public Schema CurrentSchema => Schemas.First(s => s.Id == CurrentSchemaId);

    /// <summary>The spec of new files.</summary>
    public PartitionSpec DefaultSpec => PartitionSpecs.First(s => s.Id == DefaultSpecId);

    /// <summary>The current snapshot; null for an empty table.</summary>
    public Snapshot? CurrentSnapshot => CurrentSnapshotId is { } id ? FindSnapshot(id) : null;

    /// <summary>The snapshot with an id, or null.</summary>
    public Snapshot? FindSnapshot(long id) => Snapshots.FirstOrDefault(s => s.Id == id);

    /// <summary>The snapshot a branch or tag names, or null.</summary>
    public Snapshot? FindSnapshot(string refName) => Refs.TryGetValue(refName, out var reference) ? FindSnapshot(reference.SnapshotId) : null;

    /// <summary>The snapshot that was current at a time, by the snapshot log, or null when there was none or it has expired.</summary>
    public Snapshot? FindSnapshotAsOf(DateTimeOffset time) =>
        SnapshotLog.LastOrDefault(e => e.TimestampMs <= time.ToUnixTimeMilliseconds()) is { } entry ? FindSnapshot(entry.SnapshotId) : null;

    /// <summary>The schema a snapshot was made with; the current one when the snapshot does not say.</summary>
    public Schema SchemaOf(Snapshot snapshot)
    {
        ArgumentNullException.ThrowIfNull(snapshot);
        return Schemas.FirstOrDefault(s => s.Id == snapshot.SchemaId) ?? CurrentSchema;
    }

    /// <summary>The spec with a number.</summary>
    /// <exception cref="IcebergFormatException">The table has no such spec.</exception>
    public PartitionSpec SpecOf(int specId) =>
        PartitionSpecs.FirstOrDefault(s => s.Id == specId) ?? throw new IcebergFormatException(
            $"A manifest refers to partition spec {specId}, which the table does not have.");

    /// <summary>
    /// The newest schema, the current one first, that has all columns a spec is made from: one may have been dropped since. The current one when none has.
    /// </summary>
    /// <exception cref="IcebergFormatException">The table has no such spec.</exception>
    public Schema SchemaOfSpec(int specId)
    {
        var spec = SpecOf(specId);
        var newestFirst = Schemas.OrderByDescending(s => s.Id == CurrentSchemaId).ThenByDescending(s => s.Id);
        return newestFirst.FirstOrDefault(s => spec.Fields.All(f => f.Transform is Transform.Void || s.FindField(f.SourceId) is not null)) ?? CurrentSchema;
    }

    /// <summary>The fields of a spec's partition tuple.</summary>
    /// <exception cref="IcebergFormatException">The table has no such spec, or no schema with its sources.</exception>
    public ValueList<NestedField> PartitionTypeOf(int specId) => PartitionTypes.Of(SpecOf(specId), SchemaOfSpec(specId));

    /// <summary>Whether both are the same version.</summary>
    public bool Equals(TableMetadata? other) =>
        other is not null && TableMetadataJson.Write(this).AsSpan().SequenceEqual(TableMetadataJson.Write(other));

    /// <inheritdoc />
    public override int GetHashCode() => HashCode.Combine(TableUuid, LastSequenceNumber, LastUpdatedMs, CurrentSnapshotId);
}
