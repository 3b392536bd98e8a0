using System.Collections.Immutable;
using Bourse.Iceberg.Json;
using Bourse.Iceberg.Partitioning;
using Bourse.Iceberg.Schemas;

namespace Bourse.Iceberg.Metadata;

/// <summary>Reads metadata of version 2 from parsed JSON.</summary>
internal static class TableMetadataReader
{
    public static TableMetadata Read(JsonPart part)
    {
        var version = part.Required("format-version").Int();
        if (version != TableMetadata.FormatVersion)
            throw part.Error($"has format version {version}; only version {TableMetadata.FormatVersion} is read");

        var current = part.Optional("current-snapshot-id")?.Long();
        // Older writers put -1 for "none".
        current = current == -1 ? null : current;
        var metadata = new TableMetadata
        {
            TableUuid = part.Required("table-uuid").Guid(),
            Location = part.Required("location").Text().TrimEnd('/'),
            LastSequenceNumber = part.Required("last-sequence-number").Long(),
            LastUpdatedMs = part.Required("last-updated-ms").Long(),
            LastColumnId = part.Required("last-column-id").Int(),
            Schemas = part.Required("schemas").Items().Select(SchemaJson.Read).ToValueList(),
            CurrentSchemaId = part.Required("current-schema-id").Int(),
            PartitionSpecs = part.Required("partition-specs").Items().Select(PartitionSpecJson.Read).ToValueList(),
            DefaultSpecId = part.Required("default-spec-id").Int(),
            LastPartitionId = part.Required("last-partition-id").Int(),
            SortOrders = part.Required("sort-orders").Items().Select(ReadSortOrder).ToValueList(),
            DefaultSortOrderId = part.Required("default-sort-order-id").Int(),
            Properties = part.Optional("properties")?.TextMembers() ?? TextDictionary.Empty,
            CurrentSnapshotId = current,
            Snapshots = Items(part, "snapshots", ReadSnapshot),
            SnapshotLog = Items(part, "snapshot-log", p => new SnapshotLogEntry(p.Required("timestamp-ms").Long(), p.Required("snapshot-id").Long())),
            MetadataLog = Items(part, "metadata-log", p => new MetadataLogEntry(p.Required("timestamp-ms").Long(), p.Required("metadata-file").Text())),
            Refs = ReadRefs(part, current),
        };
        TableMetadataRules.Check(metadata);
        return metadata;
    }

    private static ValueList<T> Items<T>(JsonPart part, string name, Func<JsonPart, T> read) =>
        part.Optional(name)?.Items().Select(read).ToValueList() ?? [];

    private static Snapshot ReadSnapshot(JsonPart part)
    {
        var summary = part.Optional("summary")?.TextMembers() ?? TextDictionary.Empty;
        return new Snapshot
        {
            Id = part.Required("snapshot-id").Long(),
            ParentId = part.Optional("parent-snapshot-id")?.Long(),
            SequenceNumber = part.Required("sequence-number").Long(),
            TimestampMs = part.Required("timestamp-ms").Long(),
            ManifestList = part.Required("manifest-list").Text(),
            SchemaId = part.Optional("schema-id")?.Int(),
            Operation = summary.TryGetValue("operation", out var operation) ? operation : null,
            Summary = new TextDictionary(summary.Where(p => p.Key != "operation")),
        };
    }

    private static ImmutableSortedDictionary<string, SnapshotRef> ReadRefs(JsonPart part, long? current)
    {
        var refs = ImmutableSortedDictionary.CreateBuilder<string, SnapshotRef>(StringComparer.Ordinal);
        if (part.Optional("refs") is { } listed)
        {
            foreach (var member in listed.Members())
                refs.Add(member.Name, ReadRef(new JsonPart(member.Value, $"{listed.Path}.{member.Name}")));
        }
        else if (current is { } id)
        {
            refs.Add(SnapshotRef.Main, new SnapshotRef(id, SnapshotRefKind.Branch));
        }
        return refs.ToImmutable();
    }

    private static SnapshotRef ReadRef(JsonPart part) => new(
        part.Required("snapshot-id").Long(),
        part.Required("type").Text() switch
        {
            "branch" => SnapshotRefKind.Branch,
            "tag" => SnapshotRefKind.Tag,
            var other => throw part.Error($"has the type '{other}'; a reference is a branch or a tag"),
        },
        part.Optional("max-ref-age-ms")?.Long(),
        part.Optional("min-snapshots-to-keep")?.Int(),
        part.Optional("max-snapshot-age-ms")?.Long());

    private static SortOrder ReadSortOrder(JsonPart part) =>
        new(part.Required("order-id").Int(), part.Required("fields").Items().Select(ReadSortField).ToValueList());

    private static SortField ReadSortField(JsonPart part) => new(
        part.Required("source-id").Int(),
        Transform.Parse(part.Required("transform").Text()),
        Choice(part.Required("direction"), "desc", "asc"),
        Choice(part.Required("null-order"), "nulls-first", "nulls-last"));

    private static bool Choice(JsonPart part, string yes, string no) =>
        part.Text() is var text && (text == yes || text == no) ? text == yes : throw part.Error($"must be '{yes}' or '{no}'");
}
