using Bourse.Iceberg.Schemas;

namespace Bourse.Iceberg.Metadata;

/// <summary>What must hold within one version of a table, whoever wrote it.</summary>
internal static class TableMetadataRules
{
    /// <exception cref="IcebergFormatException">A rule is broken; the text names it.</exception>
    public static void Check(TableMetadata metadata)
    {
        Require(metadata.Location.Length > 0, "location is empty");
        RequireDistinct(metadata.Schemas.Select(s => s.Id), "schema id");
        RequireDistinct(metadata.PartitionSpecs.Select(s => s.Id), "partition spec id");
        RequireDistinct(metadata.SortOrders.Select(s => s.Id), "sort order id");
        RequireDistinct(metadata.Snapshots.Select(s => s.Id), "snapshot id");
        Require(metadata.Schemas.Any(s => s.Id == metadata.CurrentSchemaId), $"current-schema-id {metadata.CurrentSchemaId} is not among the schemas");
        Require(metadata.PartitionSpecs.Any(s => s.Id == metadata.DefaultSpecId), $"default-spec-id {metadata.DefaultSpecId} is not among the partition specs");
        Require(
            metadata.SortOrders.Any(s => s.Id == metadata.DefaultSortOrderId) || metadata.DefaultSortOrderId == SortOrder.Unsorted.Id,
            $"default-sort-order-id {metadata.DefaultSortOrderId} is not among the sort orders");
        Require(metadata.Schemas.All(s => s.HighestFieldId <= metadata.LastColumnId), $"last-column-id {metadata.LastColumnId} is below a field id");
        Require(metadata.PartitionSpecs.All(s => s.HighestFieldId <= metadata.LastPartitionId || s.Fields.Count == 0),
            $"last-partition-id {metadata.LastPartitionId} is below a partition field id");
        Require(
            metadata.DefaultSpec.Fields.All(f => metadata.CurrentSchema.FindField(f.SourceId) is not null || f.Transform is Partitioning.Transform.Void),
            "the default partition spec has a field whose source column does not exist");
        var newer = metadata.FormatVersion < TableMetadata.FormatVersionMax
            ? metadata.Schemas.SelectMany(s => s.AllFields).FirstOrDefault(f => IsOfVersion3(f.Type))
            : null;
        Require(newer is null, $"the column '{newer?.Name}' is of type {newer?.Type}, which needs format version 3");
        var never = metadata.Schemas.SelectMany(s => s.AllFields).FirstOrDefault(f => f.Type is IcebergType.Unknown && f.Required);
        Require(never is null, $"the column '{never?.Name}' is of type unknown, whose values are null, and cannot be required");
        CheckSnapshots(metadata);
    }

    private static bool IsOfVersion3(IcebergType type) =>
        type is IcebergType.TimestampNs or IcebergType.TimestampTzNs or IcebergType.Unknown or IcebergType.Unread;

    private static void CheckSnapshots(TableMetadata metadata)
    {
        var ids = metadata.Snapshots.Select(s => s.Id).ToHashSet();
        foreach (var snapshot in metadata.Snapshots)
            Require(snapshot.SequenceNumber <= metadata.LastSequenceNumber, $"snapshot {snapshot.Id} has a sequence number above last-sequence-number");
        foreach (var (name, reference) in metadata.Refs)
            Require(ids.Contains(reference.SnapshotId), $"the reference '{name}' names snapshot {reference.SnapshotId}, which does not exist");
        if (metadata.CurrentSnapshotId is { } current)
            Require(ids.Contains(current), $"current-snapshot-id {current} is not among the snapshots");
        var main = metadata.Refs.GetValueOrDefault(SnapshotRef.Main);
        Require(main?.SnapshotId == metadata.CurrentSnapshotId, "the branch 'main' and current-snapshot-id differ");
        Require(main?.Kind != SnapshotRefKind.Tag, "'main' is a tag");
    }

    private static void RequireDistinct<T>(IEnumerable<T> ids, string what)
    {
        var seen = new HashSet<T>();
        foreach (var id in ids)
            Require(seen.Add(id), $"the {what} {id} is there twice");
    }

    private static void Require(bool holds, string problem)
    {
        if (!holds)
            throw new IcebergFormatException("table metadata: " + problem);
    }
}
