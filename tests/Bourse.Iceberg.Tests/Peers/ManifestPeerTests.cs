using System.Collections.Immutable;
using System.Text;
using Bourse.Iceberg.Expressions;
using Bourse.Iceberg.Manifests;
using Bourse.Iceberg.Partitioning;
using Bourse.Iceberg.Schemas;

namespace Bourse.Iceberg.Tests.Peers;

/// <summary>avsc decodes the manifests and manifest lists written here to what was meant, down to the field ids.</summary>
public sealed class ManifestPeerTests : IDisposable
{
    // Not a number that a double holds.
    private const long SnapshotId = 9_007_199_254_740_993;

    private static readonly Schema Columns = new(3,
    [
        new(1, "fund", new IcebergType.String(), Required: true),
        new(2, "nav", new IcebergType.Decimal(18, 6), Required: false),
        new(3, "at", new IcebergType.TimestampTz(), Required: false),
        new(4, "key", new IcebergType.Uuid(), Required: false),
        new(5, "w", new IcebergType.Double(), Required: false),
    ]);

    private static readonly PartitionSpec Spec = new(2,
    [
        new(1, 1000, "fund code", new Transform.Identity()),
        new(2, 1001, "nav", new Transform.Identity()),
        new(3, 1002, "at_month", new Transform.Month()),
        new(3, 1003, "at_day", new Transform.Day()),
        new(4, 1004, "key_bucket", new Transform.Bucket(16)),
        new(4, 1005, "key", new Transform.Identity()),
        new(5, 1006, "w", new Transform.Identity()),
        new(3, 1007, "at", new Transform.Identity()),
        new(1, 1008, "gone", new Transform.Void()),
    ]);

    private static readonly ManifestEntry Added = new(EntryStatus.Added, SnapshotId, null, null, File("a", -5, double.NaN));
    private static readonly ManifestEntry Existing = new(EntryStatus.Existing, 70, 3, 4, File("b", 123, 1.5));

    private readonly string _folder = Directory.CreateTempSubdirectory("bourse-manifests-").FullName;

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [PeerFact("avsc")]
    public void Avsc_reads_every_field_of_a_data_manifest()
    {
        var manifest = new ManifestWriter(Columns, Spec).Write(
            "s3://l/m.avro", SnapshotId, [Added, Existing, new(EntryStatus.Deleted, SnapshotId, 2, 2, File("c", null, null))]);
        var tail = """
            "record_count":10,"file_size_in_bytes":1000,"column_sizes":[{"key":1,"value":5}],"value_counts":[{"key":1,"value":10},{"key":5,"value":11}],
            "null_value_counts":[{"key":1,"value":0},{"key":5,"value":1}],"nan_value_counts":[{"key":5,"value":2}],"lower_bounds":[{"key":1,"value":"61"}],"upper_bounds":[{"key":1,"value":"62"}],
            "key_metadata":"09","split_offsets":[4,500],"equality_ids":null,"sort_order_id":0,"referenced_data_file":null}}
            """.ReplaceLineEndings("");
        var expected = FieldsOf(
            "1000 null|string", "1001 null|decimal(18,6):fixed[8]", "1002 null|int", "1003 null|date:int", "1004 null|int", "1005 null|uuid:fixed[16]",
            "1006 null|double",
            "1007 null|timestamp-micros:long", "1008 null|string")
            .Concat(
            [
                "codec deflate", "key content data", "key format-version 2", "key partition-spec-id 2", "key schema-id 3",
                "key schema " + Encoding.UTF8.GetString(SchemaJson.Write(Columns)),
                "key partition-spec " + Encoding.UTF8.GetString(PartitionSpecJson.WriteFields(Spec)),
                Start(0, 1, SnapshotId, "null", 0, "a") + Partition("\"fffffffffffffffb\"", "\"NaN\"") + tail,
                Start(1, 0, 70, "3,4", 0, "b") + Partition("\"000000000000007b\"", "1.5") + tail,
                Start(2, 2, SnapshotId, "2,2", 0, "c") + Partition("null", "null") + tail,
            ]);
        Assert.Equal(expected.Order(StringComparer.Ordinal), Decode(manifest.Content));
    }

    [PeerFact("avsc")]
    public void Avsc_reads_every_field_of_a_manifest_of_deletes()
    {
        var positions = new DataFile
        {
            Content = FileContent.PositionDeletes, Path = "s3://l/p", SpecId = 0, Partition = [], RecordCount = 2, FileSizeBytes = 7, ReferencedDataFile = "s3://l/a",
        };
        var equalities = new DataFile { Content = FileContent.EqualityDeletes, Path = "s3://l/e", SpecId = 0, Partition = [], RecordCount = 1, FileSizeBytes = 8,
            EqualityIds = [1, 4] };
        var manifest = new ManifestWriter(Columns, PartitionSpec.Unpartitioned, ManifestContent.Deletes).Write(
            "s3://l/d.avro", SnapshotId, [new(EntryStatus.Added, SnapshotId, null, null, positions), new(EntryStatus.Added, SnapshotId, null, null, equalities)]);
        var expected = FieldsOf().Concat(
        [
            "codec deflate", "key content deletes", "key format-version 2", "key partition-spec-id 0", "key schema-id 3", "key partition-spec []",
            "key schema " + Encoding.UTF8.GetString(SchemaJson.Write(Columns)),
            Start(0, 1, SnapshotId, "null", 1, "p") + "{}," + Tail(2, 7) + """
                "equality_ids":null,"sort_order_id":null,"referenced_data_file":"s3://l/a"}}
                """,
            Start(1, 1, SnapshotId, "null", 2, "e") + "{}," + Tail(1, 8) + """
                "equality_ids":[1,4],"sort_order_id":null,"referenced_data_file":null}}
                """,
        ]);
        Assert.Equal(expected.Order(StringComparer.Ordinal), Decode(manifest.Content));
    }

    [PeerFact("avsc")]
    public void Avsc_reads_every_field_of_a_manifest_list()
    {
        var data = new ManifestWriter(Columns, Spec).Write("s3://l/m.avro", SnapshotId, [Added, Existing]);
        var old = data.Entry with
        {
            Path = "s3://l/old.avro", Content = ManifestContent.Deletes, SequenceNumber = 4, MinSequenceNumber = 2, AddedSnapshotId = 70, Partitions = null,
            KeyMetadata = ValueList.Create<byte>([1, 2]),
        };
        const string summaries = """
            [{"contains_null":false,"contains_nan":false,"lower_bound":"464e44","upper_bound":"464e44"},{"contains_null":false,"contains_nan":false,"lower_bound":"fb","upper_bound":"7b"},
            {"contains_null":false,"contains_nan":false,"lower_bound":"ffffffff","upper_bound":"ffffffff"},{"contains_null":false,"contains_nan":false,"lower_bound":"fdffffff","upper_bound":"fdffffff"},
            {"contains_null":false,"contains_nan":false,"lower_bound":"07000000","upper_bound":"07000000"},
            {"contains_null":false,"contains_nan":false,"lower_bound":"f79c3e09677c4bbda4793f349cb785e7","upper_bound":"f79c3e09677c4bbda4793f349cb785e7"},
            {"contains_null":false,"contains_nan":true,"lower_bound":"000000000000f83f","upper_bound":"000000000000f83f"},
            {"contains_null":false,"contains_nan":false,"lower_bound":"c0b4b3ffffffffff","upper_bound":"c0b4b3ffffffffff"},{"contains_null":true,"contains_nan":false,"lower_bound":null,"upper_bound":null}]
            """;
        string[] expected =
        [
            "codec deflate", "key format-version 2", "key parent-snapshot-id 70", "key sequence-number 5", $"key snapshot-id {SnapshotId}",
            "field manifest_path 500 string", "field manifest_length 501 long", "field partition_spec_id 502 int", "field content 517 int",
            "field sequence_number 515 long",
            "field min_sequence_number 516 long", "field added_snapshot_id 503 long", "field added_files_count 504 int", "field existing_files_count 505 int",
            "field deleted_files_count 506 int",
            "field added_rows_count 512 long", "field existing_rows_count 513 long", "field deleted_rows_count 514 long", "field partitions 507 null|array<record 508>",
            "field partitions.contains_null 509 boolean", "field partitions.contains_nan 518 null|boolean", "field partitions.lower_bound 510 null|bytes",
            "field partitions.upper_bound 511 null|bytes",
            "field key_metadata 519 null|bytes",
            Listed(0, "m", 0, "5", "3", SnapshotId) + summaries.ReplaceLineEndings("") + ",\"key_metadata\":null}",
            Listed(1, "old", 1, "4", "2", 70) + "null,\"key_metadata\":\"0102\"}",
        ];
        Assert.Equal(expected.Order(StringComparer.Ordinal), Decode(ManifestListWriter.Write(SnapshotId, 70, 5, [data.Entry, old])));

        string Listed(int number, string name, int content, string sequence, string min, long snapshot) => $$"""
            record {{number}} {"manifest_path":"s3://l/{{name}}.avro","manifest_length":{{data.Content.Length}},"partition_spec_id":2,"content":{{content}},
            "sequence_number":{{sequence}},"min_sequence_number":{{min}},"added_snapshot_id":{{snapshot}},"added_files_count":1,"existing_files_count":1,"deleted_files_count":0,
            "added_rows_count":10,"existing_rows_count":10,"deleted_rows_count":0,"partitions":
            """.ReplaceLineEndings("");
    }

    private static string Start(int number, int status, long snapshot, string sequences, int content, string file)
    {
        var numbers = sequences.Split(',');
        return $$"""
            record {{number}} {"status":{{status}},"snapshot_id":{{snapshot}},"sequence_number":{{numbers[0]}},"file_sequence_number":{{numbers[^1]}},
            "data_file":{"content":{{content}},"file_path":"s3://l/{{file}}","file_format":"PARQUET","partition":
            """.ReplaceLineEndings("");
    }

    private static string Partition(string nav, string w) => $$"""
        {"fund_x20code":"FND","nav":{{nav}},"at_month":-1,"at_day":-3,"key_bucket":7,"key":"f79c3e09677c4bbda4793f349cb785e7","w":{{w}},"at":-5000000,"gone":null},
        """;

    private static string Tail(int records, int bytes) => $$"""
        "record_count":{{records}},"file_size_in_bytes":{{bytes}},"column_sizes":null,"value_counts":null,"null_value_counts":null,"nan_value_counts":null,
        "lower_bounds":null,"upper_bounds":null,"key_metadata":null,"split_offsets":null,
        """.ReplaceLineEndings("");

    // The names, ids and types that the specification gives, and those of a partition's fields.
    private static IEnumerable<string> FieldsOf(params string[] partition) => new[]
    {
        "status 0 int", "snapshot_id 1 null|long", "sequence_number 3 null|long", "file_sequence_number 4 null|long", "data_file 2 record",
        "data_file.content 134 int", "data_file.file_path 100 string", "data_file.file_format 101 string", "data_file.partition 102 record",
        "data_file.record_count 103 long",
        "data_file.file_size_in_bytes 104 long", "data_file.key_metadata 131 null|bytes", "data_file.split_offsets 132 null|array<long 133>",
        "data_file.equality_ids 135 null|array<int 136>", "data_file.sort_order_id 140 null|int", "data_file.referenced_data_file 143 null|string",
    }
    .Concat(Map("column_sizes", 108, 117, "long")).Concat(Map("value_counts", 109, 119, "long")).Concat(Map("null_value_counts", 110, 121, "long"))
    .Concat(Map("nan_value_counts", 137, 138, "long")).Concat(Map("lower_bounds", 125, 126, "bytes")).Concat(Map("upper_bounds", 128, 129, "bytes"))
    .Concat(partition.Zip(Spec.Fields, (type, field) => $"data_file.partition.{field.Name.Replace(" ", "_x20", StringComparison.Ordinal)} {type}"))
    .Select(f => "field " + f);

    private static IEnumerable<string> Map(string name, int id, int keyId, string value) =>
        [$"data_file.{name} {id} null|map:array<record>", $"data_file.{name}.key {keyId} int", $"data_file.{name}.value {keyId + 1} {value}"];

    private List<string> Decode(byte[] content)
    {
        var file = Path.Combine(_folder, "file.avro");
        System.IO.File.WriteAllBytes(file, content);
        return Node.Run("avsc.mjs", "avsc", file);
    }

    private static DataFile File(string name, int? nav, double? weight) => new()
    {
        Path = "s3://l/" + name,
        SpecId = 2,
        Partition =
        [
            new Literal.Text("FND"), nav is { } n ? new Literal.Decimal(n, 6) : null, new Literal.Integer(-1), new Literal.Date(-3), new Literal.Integer(7),
            new Literal.Uuid(new Guid("f79c3e09-677c-4bbd-a479-3f349cb785e7")), weight is { } w ? new Literal.Real(w) : null, new Literal.TimestampTz(-5_000_000), null,
        ],
        RecordCount = 10,
        FileSizeBytes = 1000,
        Columns = ImmutableSortedDictionary<int, ColumnMetrics>.Empty
            .Add(1, new ColumnMetrics { SizeBytes = 5, ValueCount = 10, NullCount = 0, LowerBound = ValueList.Create("a"u8), UpperBound = ValueList.Create("b"u8) })
            .Add(5, new ColumnMetrics { ValueCount = 11, NullCount = 1, NanCount = 2 }),
        KeyMetadata = ValueList.Create<byte>([9]),
        SplitOffsets = [4, 500],
        SortOrderId = 0,
    };
}
