using System.Buffers.Binary;
using System.Text.Json;
using Bourse.Iceberg.Manifests;
using Bourse.Iceberg.Metadata;
using Bourse.Iceberg.Puffin;
using Bourse.Iceberg.Tests.Support;

namespace Bourse.Iceberg.Tests.Fixtures;

/// <summary>
/// Single files of other projects: metadata, Avro, Roaring bitmaps, deletion vectors. Every file of the loose folders is a case; one of a kind that no test knows fails.
/// </summary>
public sealed class LooseFixtureTests
{
    // Files that must be refused, by the ends of their names, and why. The Rust project's examples have a lower last column id than columns.
    private static readonly (string Name, string Reason)[] Refused =
    [
        ("_core_resources/TableMetadataUnsupportedVersion.json", "has format version 42; versions 1 to 3 are read"),
        ("table_metadata/TableMetadataUnsupportedVersion.json", "lacks 'schemas'"),
        ("TableMetadataV1MissingSchemaType.json", "lacks 'type'"),
        ("TableMetadataV1NoValidSchema.json", "lacks 'schema'"),
        ("_core_resources/TableMetadataV2CurrentSchemaNotFound.json", "lacks 'last-partition-id'"),
        ("table_metadata/TableMetadataV2CurrentSchemaNotFound.json", "current-schema-id 2 is not among the schemas"),
        ("TableMetadataV2MissingLastPartitionId.json", "lacks 'last-partition-id'"),
        ("TableMetadataV2MissingPartitionSpecs.json", "lacks 'partition-specs'"),
        ("TableMetadataV2MissingSchemas.json", "lacks 'schemas'"),
        ("TableMetadataV2MissingSortOrder.json", "lacks 'sort-orders'"),
        ("example_table_metadata_v2.json", "last-column-id 3 is below a field id"),
        ("example_table_metadata_v2_partition_evolution.json", "last-column-id 3 is below a field id"),
        ("example_empty_table_metadata_v2.json", "last-column-id 3 is below a field id"),
        ("manifest-list-v3-encrypted.avro", "A manifest list is encrypted (an AES GCM stream); encryption is not supported."),
        ("64maphighvals.bin", "has keys that are not ascending 31-bit numbers"),
    ];

    // Views, answers of catalogues, schemas and statistics blobs are no part of reading tables; the vectors have tests of their own.
    private static readonly string[] Elsewhere =
        ["/view/", "/view_metadata/", "/rest/", "/puffin/", "/_vectors/", "README.md", "LICENSE-NOTE.txt", "avro_schema_", "geo-schema-java-main.json",
            "/_icebird_avro/a85973e4", "2c6027d.json", "2c6027d.metadata.json"];

    public static TheoryData<string> Files()
    {
        if (SharedData.Root is null)
            return ["none"];
        var root = SharedData.Path("iceberg-fixtures");
        return [.. Directory.GetDirectories(root, "_*").SelectMany(d => Directory.GetFiles(d, "*", SearchOption.AllDirectories))
            .Select(f => Path.GetRelativePath(root, f)).Order(StringComparer.Ordinal)];
    }

    [SharedDataTheory]
    [MemberData(nameof(Files))]
    public void A_file_of_another_project_is_read_or_refused_as_that_project_says(string name)
    {
        var content = File.ReadAllBytes(SharedData.Path("iceberg-fixtures", name));
        var file = Path.GetFileName(name);
        if (Elsewhere.Any(e => ("/" + name).Contains(e, StringComparison.Ordinal)))
            return;
        if (Refused.FirstOrDefault(r => name.EndsWith(r.Name, StringComparison.Ordinal)).Reason is { } reason)
            Assert.Contains(reason, Assert.Throws<IcebergFormatException>(() => Read(file, content)).Message, StringComparison.Ordinal);
        else
            Read(file, content);
    }

    [SharedDataTheory]
    [InlineData("empty-position-index.bin", "")]
    [InlineData("small-alternating-values-position-index.bin", "1-2 3-4 5-6 7-8 9-10")]
    public void A_vector_names_the_rows_its_writer_put_in(string name, string rows)
    {
        var vector = DeletionVector.Read(File.ReadAllBytes(SharedData.Path("iceberg-fixtures", "_iceberg_go_dv", "deletes", name)));
        Assert.Equal(rows, string.Join(' ', vector.Select(r => $"{r.First}-{r.End}")));
    }

    [SharedDataFact]
    public void A_vector_with_a_wrong_bit_is_refused()
    {
        var content = File.ReadAllBytes(SharedData.Path("iceberg-fixtures", "_iceberg_go_dv", "deletes", "all-container-types-position-index.bin"));
        for (var i = 0; i < Math.Min(content.Length, 200); i++)
        {
            var damaged = content.ToArray();
            damaged[i] ^= 1;
            Assert.Throws<IcebergFormatException>(() => DeletionVector.Read(damaged));
        }
    }

    private static void Read(string file, byte[] content)
    {
        if (file.EndsWith(".json", StringComparison.Ordinal))
            Assert.Equal(TableMetadataJson.Parse(content), TableMetadataJson.Parse(TableMetadataJson.Write(TableMetadataJson.Parse(content))));
        else if (file.EndsWith(".avro", StringComparison.Ordinal))
            Assert.NotEmpty(ManifestListReader.Read(content));
        else if (file.EndsWith("-position-index.bin", StringComparison.Ordinal))
            Assert.True(IsAscending(DeletionVector.Read(content)));
        else if (file.EndsWith(".puffin", StringComparison.Ordinal))
            AssertBlobs(content);
        else if (file.StartsWith("64map", StringComparison.Ordinal))
            Assert.True(IsAscending(RoaringBitmap.Read(content)));
        else
            Assert.Fail($"'{file}' is of no kind that a test knows.");
    }

    private static bool IsAscending(IReadOnlyList<RowRange> rows) => rows.All(r => r.First < r.End) && rows.Zip(rows.Skip(1)).All(p => p.First.End < p.Second.First);

    // Puffin: blobs, then a footer of JSON, its length and flags, and the magic again.
    private static void AssertBlobs(byte[] content)
    {
        var length = BinaryPrimitives.ReadInt32LittleEndian(content.AsSpan(content.Length - 12));
        var footer = JsonDocument.Parse(content.AsMemory(content.Length - 12 - length, length)).RootElement;
        foreach (var blob in footer.GetProperty("blobs").EnumerateArray())
        {
            var rows = DeletionVector.Read(content.AsSpan(blob.GetProperty("offset").GetInt32(), blob.GetProperty("length").GetInt32()));
            Assert.Equal(blob.GetProperty("properties").GetProperty("cardinality").GetString(), $"{rows.Sum(r => r.End - r.First)}");
        }
    }
}
