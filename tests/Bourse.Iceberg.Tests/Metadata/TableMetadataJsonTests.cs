using System.Text;
using System.Text.Json.Nodes;
using Bourse.Iceberg.Metadata;
using Bourse.Iceberg.Tests.Support;

namespace Bourse.Iceberg.Tests.Metadata;

public sealed class TableMetadataJsonTests
{
    [SharedDataTheory]
    [InlineData("TableMetadataV2Valid.json")]
    [InlineData("TableMetadataV2ValidMinimal.json")]
    [InlineData("TableMetadataStatisticsFiles.json")]
    [InlineData("TableMetadataPartitionStatisticsFiles.json")]
    [InlineData("TableMetadataV1Valid.json")]
    [InlineData("TableMetadataV3ValidMinimal.json")]
    public void Valid_metadata_of_the_Iceberg_project_reads_and_is_written_back_without_loss(string name)
    {
        var metadata = TableMetadataJson.Parse(Resource(name));
        var written = TableMetadataJson.Write(metadata);
        Assert.Equal(metadata, TableMetadataJson.Parse(written));
        Assert.Equal(written, TableMetadataJson.Write(TableMetadataJson.Parse(written)));
    }

    [SharedDataTheory]
    [InlineData("TableMetadataV2CurrentSchemaNotFound.json", "table metadata lacks 'last-partition-id'")]
    [InlineData("TableMetadataV2MissingLastPartitionId.json", "table metadata lacks 'last-partition-id'")]
    [InlineData("TableMetadataV2MissingPartitionSpecs.json", "table metadata lacks 'partition-specs'")]
    [InlineData("TableMetadataV2MissingSchemas.json", "table metadata lacks 'schemas'")]
    [InlineData("TableMetadataV2MissingSortOrder.json", "table metadata lacks 'sort-orders'")]
    [InlineData("TableMetadataUnsupportedVersion.json", "table metadata has format version 42; versions 1 to 3 are read")]
    public void Metadata_that_is_not_valid_or_of_a_later_version_is_refused_with_the_field(string name, string message) =>
        Assert.Equal(message, Assert.Throws<IcebergFormatException>(() => TableMetadataJson.Parse(Resource(name))).Message);

    [SharedDataFact]
    public void The_fields_of_valid_metadata_are_read()
    {
        var metadata = TableMetadataJson.Parse(Resource("TableMetadataV2Valid.json"));
        Assert.Equal(new Guid("9c12d441-03fe-4693-9a96-a0705ddf69c1"), metadata.TableUuid);
        Assert.Equal("s3://bucket/test/location", metadata.Location);
        Assert.Equal(34, metadata.LastSequenceNumber);
        Assert.Equal(2, metadata.Schemas.Count);
        Assert.Equal(3055729675574597004, metadata.CurrentSnapshotId);
        Assert.Equal(3051729675574597004, metadata.CurrentSnapshot!.ParentId);
        Assert.Equal("append", metadata.CurrentSnapshot.Operation);
        Assert.Equal(3055729675574597004, metadata.FindSnapshot("main")!.Id);
        Assert.Equal(3051729675574597004, metadata.FindSnapshotAsOf(DateTimeOffset.FromUnixTimeMilliseconds(1515100955770))!.Id);
        Assert.Null(metadata.FindSnapshotAsOf(DateTimeOffset.FromUnixTimeMilliseconds(1515100955769)));
    }

    [SharedDataTheory]
    [InlineData("refs", """{"main":{"snapshot-id":3051729675574597004,"type":"branch"}}""", "the branch 'main' and current-snapshot-id differ")]
    [InlineData("refs", """{"main":{"snapshot-id":3055729675574597004,"type":"tag"}}""", "'main' is a tag")]
    [InlineData("refs", """{"main":{"snapshot-id":3055729675574597004,"type":"fork"}}""", "refs.main has the type 'fork'")]
    [InlineData("refs", """{"main":{"snapshot-id":3055729675574597004,"type":"branch"},"x":{"snapshot-id":1,"type":"tag"}}""",
        "the reference 'x' names snapshot 1, which does not exist")]
    [InlineData("last-sequence-number", "0", "has a sequence number above last-sequence-number")]
    [InlineData("current-schema-id", "7", "current-schema-id 7 is not among the schemas")]
    [InlineData("last-column-id", "1", "last-column-id 1 is below a field id")]
    [InlineData("last-partition-id", "999", "last-partition-id 999 is below a partition field id")]
    [InlineData("default-spec-id", "7", "default-spec-id 7 is not among the partition specs")]
    [InlineData("table-uuid", "\"x\"", "table metadata.table-uuid must be a UUID")]
    [InlineData("snapshots", "[]", "which does not exist")]
    [InlineData("schemas", """[{"type":"struct","schema-id":1,"fields":[{"id":1,"name":"x","required":true,"type":"timestamp_ns"}]}]""",
        "the column 'x' is of type timestamp_ns, which needs format version 3")]
    [InlineData("schemas", """[{"type":"struct","schema-id":1,"fields":[{"id":1,"name":"x","required":true,"type":"decimal(39, 0)"}]}]""", "outside precision 1 to 38")]
    [InlineData("schemas", """[{"type":"struct","schema-id":1,"fields":[{"id":1,"name":"x","required":1,"type":"int"}]}]""",
        "schemas[0].fields[0].required must be true or false")]
    [InlineData(
        "schemas", """[{"type":"struct","schema-id":1,"fields":[{"id":1,"name":"x","required":true,"type":"int"},{"id":1,"name":"y","required":true,"type":"int"}]}]""",
        "two fields have id 1")]
    [InlineData("partition-specs", """[{"spec-id":0,"fields":[{"source-ids":[1,2],"field-id":1000,"name":"x","transform":"bucket[4]"}]}]""",
        "has a transform of 2 columns, which is not supported")]
    [InlineData("partition-specs", """[{"spec-id":0,"fields":[{"source-id":1,"field-id":1000,"name":"x","transform":"bucket[0]"}]}]""",
        "The partition transform 'bucket[0]' has a width or count out of range.")]
    public void A_field_that_contradicts_the_others_is_refused(string field, string json, string reason)
    {
        var document = JsonNode.Parse(Resource("TableMetadataV2Valid.json"))!.AsObject();
        document[field] = JsonNode.Parse(json);
        var error = Assert.Throws<IcebergFormatException>(() => TableMetadataJson.Parse(Encoding.UTF8.GetBytes(document.ToJsonString())));
        Assert.Contains(reason, error.Message, StringComparison.Ordinal);
    }

    [SharedDataFact]
    public void Unknown_members_are_tolerated_and_repeated_ones_are_not()
    {
        var text = Encoding.UTF8.GetString(Resource("TableMetadataV2ValidMinimal.json"));
        var unknown = text.Insert(text.IndexOf('{') + 1, "\"x-vendor\":{\"a\":[1]},");
        Assert.Equal(TableMetadataJson.Parse(Encoding.UTF8.GetBytes(text)), TableMetadataJson.Parse(Encoding.UTF8.GetBytes(unknown)));
        var repeated = text.Insert(text.IndexOf('{') + 1, "\"format-version\":1,");
        Assert.Throws<IcebergFormatException>(() => TableMetadataJson.Parse(Encoding.UTF8.GetBytes(repeated)));
    }

    private static byte[] Resource(string name) =>
        File.ReadAllBytes(SharedData.Path("vectors", "iceberg-spec-testdata", "core", "src", "test", "resources", name));
}
