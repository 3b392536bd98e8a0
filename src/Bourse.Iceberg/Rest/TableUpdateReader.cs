using Bourse.Iceberg.Json;
using Bourse.Iceberg.Metadata;
using Bourse.Iceberg.Partitioning;
using Bourse.Iceberg.Schemas;

namespace Bourse.Iceberg.Rest;

/// <summary>Reads one change of a table (Iceberg REST OpenAPI, TableUpdate).</summary>
internal static class TableUpdateReader
{
    public static TableUpdate Read(JsonPart part) => part.Required("action").Text() switch
    {
        "assign-uuid" => new TableUpdate.AssignUuid(part.Required("uuid").Guid()),
        "upgrade-format-version" => new TableUpdate.UpgradeFormatVersion(part.Required("format-version").Int()),
        "add-schema" => new TableUpdate.AddSchema(SchemaJson.Read(part.Required("schema"))),
        "set-current-schema" => new TableUpdate.SetCurrentSchema(part.Required("schema-id").Int()),
        "add-spec" => new TableUpdate.AddSpec(PartitionSpecJson.ReadFields(part.Required("spec").Required("fields"))),
        "set-default-spec" => new TableUpdate.SetDefaultSpec(part.Required("spec-id").Int()),
        "add-sort-order" => new TableUpdate.AddSortOrder(TableMetadataReader.ReadSortOrder(part.Required("sort-order")).Fields),
        "set-default-sort-order" => new TableUpdate.SetDefaultSortOrder(part.Required("sort-order-id").Int()),
        "add-snapshot" => new TableUpdate.AddSnapshot(TableMetadataReader.ReadSnapshot(part.Required("snapshot"), first: false)),
        "set-snapshot-ref" => new TableUpdate.SetRef(part.Required("ref-name").Text(), TableMetadataReader.ReadRef(part)),
        "remove-snapshots" => new TableUpdate.RemoveSnapshots([.. part.Required("snapshot-ids").Items().Select(id => id.SnapshotId())]),
        "remove-snapshot-ref" => new TableUpdate.RemoveRef(part.Required("ref-name").Text()),
        "set-location" => new TableUpdate.SetLocation(part.Required("location").Text()),
        "set-properties" => new TableUpdate.SetProperties((part.Optional("updates") ?? part.Required("updated")).TextMembers()),
        "remove-properties" => new TableUpdate.RemoveProperties(
            [.. (part.Optional("removals") ?? part.Required("removed")).Items().Select(name => name.Text())]),
        _ => throw part.Error("has an action that is not offered"),
    };
}
