using System.Collections.Immutable;
using Bourse.Iceberg.Json;
using Bourse.Iceberg.Partitioning;
using Bourse.Iceberg.Schemas;

namespace Bourse.Iceberg.Metadata;

/// <summary>Reads metadata from parsed JSON. What version 1 may leave out is filled in here, and only where version 2 requires it is it required.</summary>
internal static class TableMetadataReader
{
    private const int FirstVersionWithSequenceNumbers = 2;

    public static TableMetadata Read(JsonPart part)
    {
        var version = part.Required("format-version").Int();
        if (version is < 1 or > TableMetadata.FormatVersionMax)
            throw part.Error($"has format version {version}; versions 1 to {TableMetadata.FormatVersionMax} are read");
        var first = version < FirstVersionWithSequenceNumbers;

        var current = part.Optional("current-snapshot-id")?.SnapshotId();
        // Older writers put -1 for "none".
        current = current == -1 ? null : current;
        var (schemas, schemaId) = ReadSchemas(part, first);
        var (specs, specId) = ReadSpecs(part, first);
        var metadata = new TableMetadata
        {
            FormatVersion = version,
            TableUuid = first ? part.Optional("table-uuid")?.Guid() ?? Guid.Empty : part.Required("table-uuid").Guid(),
            Location = part.Required("location").Text().TrimEnd('/'),
            LastSequenceNumber = first ? 0 : part.Required("last-sequence-number").Long(),
            LastUpdatedMs = part.Required("last-updated-ms").Long(),
            LastColumnId = part.Required("last-column-id").Int(),
            Schemas = schemas,
            CurrentSchemaId = schemaId,
            PartitionSpecs = specs,
            DefaultSpecId = specId,
            LastPartitionId = first ? part.Optional("last-partition-id")?.Int() ?? specs.Max(s => s.HighestFieldId) : part.Required("last-partition-id").Int(),
            SortOrders = first && part.Optional("sort-orders") is null ? [SortOrder.Unsorted] : part.Required("sort-orders").Items().Select(ReadSortOrder).ToValueList(),
            DefaultSortOrderId = first ? part.Optional("default-sort-order-id")?.Int() ?? SortOrder.Unsorted.Id : part.Required("default-sort-order-id").Int(),
            NextRowId = version >= TableMetadata.FormatVersionMax ? part.Required("next-row-id").Long() : null,
            Properties = part.Optional("properties")?.TextMembers() ?? TextDictionary.Empty,
            CurrentSnapshotId = current,
            Snapshots = Items(part, "snapshots", p => ReadSnapshot(p, first)),
            SnapshotLog = Items(part, "snapshot-log", p => new SnapshotLogEntry(p.Required("timestamp-ms").Long(), p.Required("snapshot-id").SnapshotId())),
            MetadataLog = Items(part, "metadata-log", p => new MetadataLogEntry(p.Required("timestamp-ms").Long(), p.Required("metadata-file").Text())),
            Refs = ReadRefs(part, current),
        };
        TableMetadataRules.Check(metadata);
        return metadata;
    }

    private static ValueList<T> Items<T>(JsonPart part, string name, Func<JsonPart, T> read) =>
        part.Optional(name)?.Items().Select(read).ToValueList() ?? [];

    private static (ValueList<Schema> Schemas, int CurrentId) ReadSchemas(JsonPart part, bool first)
    {
        // A writer of version 1 may know the present schema alone, or keep a list without saying which is current.
        if (first && (part.Optional("schemas") is null || part.Optional("current-schema-id") is null))
        {
            var only = SchemaJson.Read(part.Required("schema"));
            return ([only], only.Id);
        }
        return (part.Required("schemas").Items().Select(SchemaJson.Read).ToValueList(), part.Required("current-schema-id").Int());
    }

    private static (ValueList<PartitionSpec> Specs, int DefaultId) ReadSpecs(JsonPart part, bool first)
    {
        if (first && part.Optional("partition-specs") is null)
            return ([new PartitionSpec(0, PartitionSpecJson.ReadFields(part.Required("partition-spec")))], 0);
        var specs = part.Required("partition-specs").Items().Select(PartitionSpecJson.Read).ToValueList();
        var listed = first && specs.Count > 0 ? part.Optional("default-spec-id")?.Int() ?? specs.Max(s => s.Id) : part.Required("default-spec-id").Int();
        return (specs, listed);
    }

    public static Snapshot ReadSnapshot(JsonPart part, bool first)
    {
        var list = first ? part.Optional("manifest-list") : part.Required("manifest-list");
        var summary = part.Optional("summary")?.TextMembers() ?? TextDictionary.Empty;
        return new Snapshot
        {
            Id = part.Required("snapshot-id").SnapshotId(),
            ParentId = part.Optional("parent-snapshot-id")?.SnapshotId(),
            SequenceNumber = first ? 0 : part.Required("sequence-number").Long(),
            TimestampMs = part.Required("timestamp-ms").Long(),
            ManifestList = list?.Text(),
            Manifests = list is null ? part.Required("manifests").Items().Select(m => m.Text()).ToValueList() : [],
            FirstRowId = part.Optional("first-row-id")?.Long(),
            AddedRows = part.Optional("added-rows")?.Long(),
            KeyId = part.Optional("key-id")?.Text(),
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

    public static SnapshotRef ReadRef(JsonPart part) => new(
        part.Required("snapshot-id").SnapshotId(),
        part.Required("type").Text() switch
        {
            "branch" => SnapshotRefKind.Branch,
            "tag" => SnapshotRefKind.Tag,
            var other => throw part.Error($"has the type '{other}'; a reference is a branch or a tag"),
        },
        part.Optional("max-ref-age-ms")?.Long(),
        part.Optional("min-snapshots-to-keep")?.Int(),
        part.Optional("max-snapshot-age-ms")?.Long());

    public static SortOrder ReadSortOrder(JsonPart part) =>
        new(part.Required("order-id").Int(), part.Required("fields").Items().Select(ReadSortField).ToValueList());

    private static SortField ReadSortField(JsonPart part) => new(
        part.Required("source-id").Int(),
        Transform.Parse(part.Required("transform").Text()),
        Choice(part.Required("direction"), "desc", "asc"),
        Choice(part.Required("null-order"), "nulls-first", "nulls-last"));

    private static bool Choice(JsonPart part, string yes, string no) =>
        part.Text() is var text && (text == yes || text == no) ? text == yes : throw part.Error($"must be '{yes}' or '{no}'");
}
