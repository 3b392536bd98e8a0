using Bourse.Iceberg.Json;
using Bourse.Iceberg.Partitioning;
using Bourse.Iceberg.Schemas;
using Bourse.Iceberg.Writing;

namespace Bourse.Iceberg.Rest;

/// <summary>Reads what clients of a REST catalogue ask for (Iceberg REST OpenAPI). Members that are not known are tolerated; changes that are not, refused.</summary>
public static class TableRequests
{
    private const string FormatVersionProperty = "format-version";

    /// <summary>Reads a CreateTableRequest.</summary>
    /// <exception cref="IcebergFormatException">The document is malformed or asks for what is not offered; the text names the field.</exception>
    public static TableCreation ReadCreation(ReadOnlyMemory<byte> body) => JsonPart.Parse(body, "request", part =>
    {
        if (part.Optional("stage-create")?.Bool() == true)
            throw part.Error("asks for stage-create, which is not offered: create the table, then commit to it");
        if (part.Optional("location") is { } location)
            throw location.Error("must be left out: a table's folder is chosen for it");
        if (part.Optional("write-order")?.Required("fields").Items().Count > 0)
            throw part.Error("has a write-order: create the table without, then commit add-sort-order and set-default-sort-order");
        var properties = part.Optional("properties")?.TextMembers() ?? TextDictionary.Empty;
        if (properties.TryGetValue(FormatVersionProperty, out var version) && version != "2")
            throw part.Error("asks for another format-version than 2, the one that is written");
        return new TableCreation(
            part.Required("name").Text(),
            SchemaJson.Read(part.Required("schema")),
            part.Optional("partition-spec") is { } spec ? new PartitionSpec(0, PartitionSpecJson.ReadFields(spec.Required("fields"))) : PartitionSpec.Unpartitioned,
            new TextDictionary(properties.Where(property => property.Key != FormatVersionProperty)));
    });

    /// <summary>Reads a CommitTableRequest, whose table the path names.</summary>
    /// <exception cref="IcebergFormatException">The document is malformed or asks for what is not offered; the text names the field.</exception>
    public static TableChange ReadChange(ReadOnlyMemory<byte> body) => JsonPart.Parse(body, "request", part => ReadChange(part, "", ""));

    /// <summary>Reads a CommitTransactionRequest: one or more tables, each once.</summary>
    /// <exception cref="IcebergFormatException">The document is malformed or asks for what is not offered; the text names the field.</exception>
    public static IReadOnlyList<TableChange> ReadTransaction(ReadOnlyMemory<byte> body) => JsonPart.Parse(body, "request", part =>
    {
        var changes = part.Required("table-changes").Items().Select(ReadIdentified).ToList();
        return changes.Count > 0 && changes.DistinctBy(change => (change.Namespace, change.Name)).Count() == changes.Count
            ? changes
            : throw part.Error("must name one or more tables in table-changes, each once");
    });

    private static TableChange ReadIdentified(JsonPart part)
    {
        var identifier = part.Required("identifier");
        return ReadChange(part, string.Join('\u001f', identifier.Required("namespace").Items().Select(level => level.Text())), identifier.Required("name").Text());
    }

    private static TableChange ReadChange(JsonPart part, string tableNamespace, string name) => new(
        tableNamespace,
        name,
        [.. part.Required("requirements").Items().Select(ReadRequirement)],
        [.. part.Required("updates").Items().Select(TableUpdateReader.Read)]);

    private static TableRequirement ReadRequirement(JsonPart part) => part.Required("type").Text() switch
    {
        "assert-create" => new TableRequirement.NotExists(),
        "assert-table-uuid" => new TableRequirement.TableUuid(part.Required("uuid").Guid()),
        "assert-ref-snapshot-id" => new TableRequirement.RefSnapshot(part.Required("ref").Text(), part.Optional("snapshot-id")?.SnapshotId()),
        "assert-last-assigned-field-id" => new TableRequirement.LastAssignedFieldId(part.Required("last-assigned-field-id").Int()),
        "assert-current-schema-id" => new TableRequirement.CurrentSchema(part.Required("current-schema-id").Int()),
        "assert-last-assigned-partition-id" => new TableRequirement.LastAssignedPartitionId(part.Required("last-assigned-partition-id").Int()),
        "assert-default-spec-id" => new TableRequirement.DefaultSpec(part.Required("default-spec-id").Int()),
        "assert-default-sort-order-id" => new TableRequirement.DefaultSortOrder(part.Required("default-sort-order-id").Int()),
        _ => throw part.Error("has a type of requirement that is not known"),
    };
}
