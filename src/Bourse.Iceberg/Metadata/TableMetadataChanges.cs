using System.Collections.Immutable;
using System.Globalization;
using Bourse.Iceberg.Partitioning;
using Bourse.Iceberg.Schemas;

namespace Bourse.Iceberg.Metadata;

/// <summary>Makes the next version of a table's metadata. Nothing is written: committing is the catalogue's work.</summary>
public static class TableMetadataChanges
{
    /// <summary>The property that says how many earlier versions the log names.</summary>
    public const string PreviousVersionsMaxProperty = "write.metadata.previous-versions-max";

    /// <summary>How many it names when the property is not set or is no number from 1 up.</summary>
    public const int PreviousVersionsMaxDefault = 100;

    /// <summary>The first version of a table. Field ids are taken as given: they are the product's contract.</summary>
    /// <param name="tableUuid">Names the table for ever.</param>
    /// <param name="location">The folder of its files.</param>
    /// <param name="schema">Its columns; the number becomes 0.</param>
    /// <param name="spec">Its partitions; the number becomes 0.</param>
    /// <param name="nowMs">The time, milliseconds since the Unix epoch.</param>
    /// <param name="properties">Its settings.</param>
    /// <exception cref="IcebergFormatException">A partition's source is not a column it can be made from.</exception>
    public static TableMetadata Create(
        Guid tableUuid, string location, Schema schema, PartitionSpec spec, long nowMs, TextDictionary? properties = null)
    {
        ArgumentNullException.ThrowIfNull(location);
        ArgumentNullException.ThrowIfNull(schema);
        ArgumentNullException.ThrowIfNull(spec);
        PartitionTypes.Of(spec, schema);
        return Checked(new TableMetadata
        {
            TableUuid = tableUuid,
            Location = location.TrimEnd('/'),
            LastSequenceNumber = 0,
            LastUpdatedMs = nowMs,
            LastColumnId = schema.HighestFieldId,
            Schemas = [schema.WithId(0)],
            CurrentSchemaId = 0,
            PartitionSpecs = [spec with { Id = 0 }],
            DefaultSpecId = 0,
            LastPartitionId = spec.HighestFieldId,
            SortOrders = [SortOrder.Unsorted],
            DefaultSortOrderId = SortOrder.Unsorted.Id,
            Properties = properties ?? TextDictionary.Empty,
            Refs = ImmutableSortedDictionary.Create<string, SnapshotRef>(StringComparer.Ordinal),
        });
    }

    /// <summary>Adds a snapshot at the end of a branch, which is made when there is none; on <c>main</c> it becomes current.</summary>
    /// <exception cref="ArgumentException">Its sequence number is not the next one, its parent is not the branch's snapshot, or the name is a tag's.</exception>
    public static TableMetadata WithSnapshot(this TableMetadata metadata, Snapshot snapshot, string branch = SnapshotRef.Main)
    {
        ArgumentNullException.ThrowIfNull(metadata);
        ArgumentNullException.ThrowIfNull(snapshot);
        if (snapshot.SequenceNumber != metadata.LastSequenceNumber + 1)
            throw new ArgumentException($"The sequence number must be {metadata.LastSequenceNumber + 1}.", nameof(snapshot));
        var reference = metadata.Refs.GetValueOrDefault(branch);
        if (reference?.Kind == SnapshotRefKind.Tag)
            throw new ArgumentException($"'{branch}' is a tag; snapshots are added to branches.", nameof(branch));
        if (snapshot.ParentId != reference?.SnapshotId)
            throw new ArgumentException($"The parent must be the snapshot of the branch '{branch}'.", nameof(snapshot));

        var updated = Math.Max(snapshot.TimestampMs, metadata.LastUpdatedMs);
        var added = metadata with
        {
            LastSequenceNumber = snapshot.SequenceNumber,
            LastUpdatedMs = updated,
            Snapshots = metadata.Snapshots.Add(snapshot),
            Refs = metadata.Refs.SetItem(branch, Moved(reference, snapshot.Id)),
        };
        return Checked(branch != SnapshotRef.Main
            ? added
            : added with { CurrentSnapshotId = snapshot.Id, SnapshotLog = metadata.SnapshotLog.Add(new SnapshotLogEntry(updated, snapshot.Id)) });
    }

    /// <summary>Names a snapshot by a tag.</summary>
    /// <exception cref="ArgumentException">The name is taken by another snapshot or is <c>main</c>, or the snapshot does not exist.</exception>
    public static TableMetadata WithTag(this TableMetadata metadata, string name, long snapshotId, long nowMs)
    {
        ArgumentNullException.ThrowIfNull(metadata);
        ArgumentException.ThrowIfNullOrEmpty(name);
        if (metadata.FindSnapshot(snapshotId) is null)
            throw new ArgumentException($"The table has no snapshot {snapshotId}.", nameof(snapshotId));

        var tag = new SnapshotRef(snapshotId, SnapshotRefKind.Tag);
        if (name == SnapshotRef.Main || (metadata.Refs.TryGetValue(name, out var taken) && taken != tag))
            throw new ArgumentException($"The name '{name}' is taken; a tag does not move.", nameof(name));
        return Checked(metadata with { Refs = metadata.Refs.SetItem(name, tag), LastUpdatedMs = Later(metadata, nowMs) });
    }

    /// <summary>Removes a tag or branch. Which ones may be removed is the catalogue's rule.</summary>
    /// <exception cref="ArgumentException">There is none, or it is <c>main</c>.</exception>
    public static TableMetadata WithoutRef(this TableMetadata metadata, string name, long nowMs)
    {
        ArgumentNullException.ThrowIfNull(metadata);
        if (name == SnapshotRef.Main || !metadata.Refs.ContainsKey(name))
            throw new ArgumentException($"There is no reference '{name}' that can be removed.", nameof(name));
        return Checked(metadata with { Refs = metadata.Refs.Remove(name), LastUpdatedMs = Later(metadata, nowMs) });
    }

    /// <summary>Makes a schema current; an equal one already there is used again. Ids never fall.</summary>
    public static TableMetadata WithSchema(this TableMetadata metadata, Schema schema, long nowMs)
    {
        ArgumentNullException.ThrowIfNull(metadata);
        ArgumentNullException.ThrowIfNull(schema);
        var known = metadata.Schemas.FirstOrDefault(s => s.WithId(schema.Id).Equals(schema));
        var added = known ?? schema.WithId(metadata.Schemas.Max(s => s.Id) + 1);
        PartitionTypes.Of(metadata.DefaultSpec, added);
        return Checked(metadata with
        {
            Schemas = known is null ? metadata.Schemas.Add(added) : metadata.Schemas,
            CurrentSchemaId = added.Id,
            LastColumnId = Math.Max(metadata.LastColumnId, schema.HighestFieldId),
            LastUpdatedMs = Later(metadata, nowMs),
        });
    }

    /// <summary>Replaces the table's settings.</summary>
    public static TableMetadata WithProperties(this TableMetadata metadata, TextDictionary properties, long nowMs)
    {
        ArgumentNullException.ThrowIfNull(metadata);
        return metadata with { Properties = properties, LastUpdatedMs = Later(metadata, nowMs) };
    }

    /// <summary>Notes where the version before this one is; as many are kept as <see cref="PreviousVersionsMaxProperty"/> says.</summary>
    public static TableMetadata WithPrevious(this TableMetadata metadata, TableMetadata previous, string previousLocation)
    {
        ArgumentNullException.ThrowIfNull(metadata);
        ArgumentNullException.ThrowIfNull(previous);
        var log = metadata.MetadataLog.Add(new MetadataLogEntry(previous.LastUpdatedMs, previousLocation));
        return metadata with { MetadataLog = log.Skip(log.Count - PreviousVersionsMax(metadata)).ToValueList() };
    }

    private static int PreviousVersionsMax(TableMetadata metadata) =>
        metadata.Properties.TryGetValue(PreviousVersionsMaxProperty, out var text)
            && int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var max) && max > 0
            ? max
            : PreviousVersionsMaxDefault;

    private static SnapshotRef Moved(SnapshotRef? reference, long snapshotId) =>
        reference is null ? new SnapshotRef(snapshotId, SnapshotRefKind.Branch) : reference with { SnapshotId = snapshotId };

    private static long Later(TableMetadata metadata, long nowMs) => Math.Max(metadata.LastUpdatedMs, nowMs);

    private static TableMetadata Checked(TableMetadata metadata)
    {
        TableMetadataRules.Check(metadata);
        return metadata;
    }
}
