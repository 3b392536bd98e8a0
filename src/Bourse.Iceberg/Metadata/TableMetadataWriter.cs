using System.Text.Json;
using Bourse.Iceberg.Json;
using Bourse.Iceberg.Partitioning;
using Bourse.Iceberg.Schemas;

namespace Bourse.Iceberg.Metadata;

/// <summary>Writes metadata, members in the specification's order.</summary>
internal static class TableMetadataWriter
{
    public static void Write(Utf8JsonWriter writer, TableMetadata metadata)
    {
        writer.WriteStartObject();
        writer.WriteNumber("format-version", metadata.FormatVersion);
        writer.WriteString("table-uuid", metadata.TableUuid);
        writer.WriteString("location", metadata.Location);
        if (metadata.FormatVersion > 1)
            writer.WriteNumber("last-sequence-number", metadata.LastSequenceNumber);
        writer.WriteNumber("last-updated-ms", metadata.LastUpdatedMs);
        writer.WriteNumber("last-column-id", metadata.LastColumnId);
        if (metadata.FormatVersion == 1)
            WriteFirstVersion(writer, metadata);
        if (metadata.NextRowId is { } nextRowId)
            writer.WriteNumber("next-row-id", nextRowId);
        writer.WriteNumber("current-schema-id", metadata.CurrentSchemaId);
        writer.WriteArray("schemas", metadata.Schemas, SchemaJson.Write);
        writer.WriteNumber("default-spec-id", metadata.DefaultSpecId);
        writer.WriteArray("partition-specs", metadata.PartitionSpecs, PartitionSpecJson.Write);
        writer.WriteNumber("last-partition-id", metadata.LastPartitionId);
        writer.WriteNumber("default-sort-order-id", metadata.DefaultSortOrderId);
        writer.WriteArray("sort-orders", metadata.SortOrders, WriteSortOrder);
        writer.WriteText("properties", metadata.Properties);
        if (metadata.CurrentSnapshotId is { } current)
            writer.WriteNumber("current-snapshot-id", current);
        writer.WriteStartObject("refs");
        foreach (var (name, reference) in metadata.Refs)
        {
            writer.WritePropertyName(name);
            WriteRef(writer, reference);
        }
        writer.WriteEndObject();
        writer.WriteArray("snapshots", metadata.Snapshots, (w, snapshot) => WriteSnapshot(w, snapshot, metadata.FormatVersion));
        writer.WriteArray("snapshot-log", metadata.SnapshotLog, WriteLogEntry);
        writer.WriteArray("metadata-log", metadata.MetadataLog, WriteLogEntry);
        writer.WriteEndObject();
    }

    // Readers of version 1 may know these alone.
    private static void WriteFirstVersion(Utf8JsonWriter writer, TableMetadata metadata)
    {
        writer.WritePropertyName("schema");
        SchemaJson.Write(writer, metadata.CurrentSchema);
        writer.WritePropertyName("partition-spec");
        writer.WriteRawValue(PartitionSpecJson.WriteFields(metadata.DefaultSpec));
    }

    private static void WriteSnapshot(Utf8JsonWriter writer, Snapshot snapshot, int formatVersion)
    {
        writer.WriteStartObject();
        if (formatVersion > 1)
            writer.WriteNumber("sequence-number", snapshot.SequenceNumber);
        writer.WriteNumber("snapshot-id", snapshot.Id);
        if (snapshot.ParentId is { } parent)
            writer.WriteNumber("parent-snapshot-id", parent);
        writer.WriteNumber("timestamp-ms", snapshot.TimestampMs);
        writer.WriteText("summary", snapshot.Operation is { } operation ? snapshot.Summary.With("operation", operation) : snapshot.Summary);
        if (snapshot.ManifestList is { } list)
            writer.WriteString("manifest-list", list);
        else
            writer.WriteArray("manifests", snapshot.Manifests, (w, location) => w.WriteStringValue(location));
        if (snapshot.FirstRowId is { } firstRowId)
            writer.WriteNumber("first-row-id", firstRowId);
        if (snapshot.AddedRows is { } addedRows)
            writer.WriteNumber("added-rows", addedRows);
        if (snapshot.KeyId is { } keyId)
            writer.WriteString("key-id", keyId);
        if (snapshot.SchemaId is { } schema)
            writer.WriteNumber("schema-id", schema);
        writer.WriteEndObject();
    }

    private static void WriteRef(Utf8JsonWriter writer, SnapshotRef reference)
    {
        writer.WriteStartObject();
        writer.WriteNumber("snapshot-id", reference.SnapshotId);
        writer.WriteString("type", reference.Kind == SnapshotRefKind.Branch ? "branch" : "tag");
        if (reference.MaxRefAgeMs is { } refAge)
            writer.WriteNumber("max-ref-age-ms", refAge);
        if (reference.MinSnapshotsToKeep is { } keep)
            writer.WriteNumber("min-snapshots-to-keep", keep);
        if (reference.MaxSnapshotAgeMs is { } age)
            writer.WriteNumber("max-snapshot-age-ms", age);
        writer.WriteEndObject();
    }

    private static void WriteSortOrder(Utf8JsonWriter writer, SortOrder order)
    {
        writer.WriteStartObject();
        writer.WriteNumber("order-id", order.Id);
        writer.WriteArray("fields", order.Fields, WriteSortField);
        writer.WriteEndObject();
    }

    private static void WriteSortField(Utf8JsonWriter writer, SortField field)
    {
        writer.WriteStartObject();
        writer.WriteString("transform", field.Transform.ToString());
        writer.WriteNumber("source-id", field.SourceId);
        writer.WriteString("direction", field.Descending ? "desc" : "asc");
        writer.WriteString("null-order", field.NullsFirst ? "nulls-first" : "nulls-last");
        writer.WriteEndObject();
    }

    private static void WriteLogEntry(Utf8JsonWriter writer, SnapshotLogEntry entry)
    {
        writer.WriteStartObject();
        writer.WriteNumber("timestamp-ms", entry.TimestampMs);
        writer.WriteNumber("snapshot-id", entry.SnapshotId);
        writer.WriteEndObject();
    }

    private static void WriteLogEntry(Utf8JsonWriter writer, MetadataLogEntry entry)
    {
        writer.WriteStartObject();
        writer.WriteNumber("timestamp-ms", entry.TimestampMs);
        writer.WriteString("metadata-file", entry.Location);
        writer.WriteEndObject();
    }
}
