using System.Collections.Immutable;
using System.Text;
using Bourse.Iceberg.Avro;
using Bourse.Iceberg.Expressions;
using Bourse.Iceberg.Manifests;
using Bourse.Iceberg.Partitioning;
using Bourse.Iceberg.Schemas;

namespace Bourse.Iceberg.Tests.Manifests;

public sealed class ManifestWriterTests
{
    private static readonly Schema Columns = new(3,
    [
        new(1, "fund", new IcebergType.String(), Required: true),
        new(2, "nav", new IcebergType.Decimal(18, 6), Required: false),
        new(3, "at", new IcebergType.TimestampTz(), Required: false),
        new(4, "key", new IcebergType.Uuid(), Required: false),
        new(5, "w", new IcebergType.Double(), Required: false),
        new(6, "f", new IcebergType.Fixed(2), Required: false),
        new(7, "nav2", new IcebergType.Decimal(18, 6), Required: false),
    ]);

    private static readonly PartitionSpec Spec = new(2,
    [
        new(1, 1000, "fund code", new Transform.Identity()),
        new(2, 1001, "nav", new Transform.Identity()),
        new(3, 1002, "at_month", new Transform.Month()),
        new(3, 1003, "at_day", new Transform.Day()),
        new(4, 1004, "key", new Transform.Identity()),
        new(5, 1005, "w", new Transform.Identity()),
        new(6, 1006, "f", new Transform.Identity()),
        new(3, 1007, "at", new Transform.Identity()),
        new(7, 1008, "nav2", new Transform.Identity()),
        new(1, 1009, "gone", new Transform.Void()),
    ]);

    private static readonly ManifestEntry Added = new(EntryStatus.Added, 77, null, null, File("a", -5, double.NaN));
    private static readonly ManifestEntry Existing = new(EntryStatus.Existing, 70, 3, 4, File("b", 123, 1.5));
    private static readonly ManifestEntry Deleted = new(EntryStatus.Deleted, 77, 2, 2, File("c", null, null));

    [Fact]
    public void What_is_written_reads_back_with_inherited_numbers_filled_in()
    {
        var written = new ManifestWriter(Columns, Spec).Write("s3://l/m.avro", 77, [Added, Existing, Deleted]);
        var listed = Assert.Single(ManifestListReader.Read(ManifestListWriter.Write(77, 76, 9, [written.Entry])));
        Assert.Equal(written.Entry with { SequenceNumber = 9, MinSequenceNumber = 3 }, listed);
        Assert.Equal((1, 1, 1), (listed.AddedFiles, listed.ExistingFiles, listed.DeletedFiles));
        Assert.Equal((10L, 10L, 10L), (listed.AddedRows, listed.ExistingRows, listed.DeletedRows));
        Assert.Equal(written.Content.Length, listed.LengthBytes);

        var entries = ManifestReader.Read(written.Content, listed, PartitionTypes.Of(Spec, Columns));
        Assert.Equal([Added with { SequenceNumber = 9, FileSequenceNumber = 9 }, Existing, Deleted], entries, SameEntry);
    }

    [Fact]
    public void A_manifest_that_is_only_listed_again_keeps_its_number()
    {
        var written = new ManifestWriter(Columns, Spec).Write("s3://l/m.avro", 77, [Added]);
        var first = ManifestListReader.Read(ManifestListWriter.Write(77, null, 9, [written.Entry]))[0];
        var second = ManifestListReader.Read(ManifestListWriter.Write(78, 77, 10, [first]))[0];
        Assert.Equal((9L, 9L), (second.SequenceNumber, second.MinSequenceNumber));
        Assert.Equal(9, ManifestReader.Read(written.Content, second, PartitionTypes.Of(Spec, Columns))[0].SequenceNumber);
    }

    [Fact]
    public void Partition_summaries_cover_all_files()
    {
        var summaries = new ManifestWriter(Columns, Spec).Write("m", 77, [Added, Existing, Deleted]).Entry.Partitions!;
        Assert.Equal(new PartitionSummary(false, false, Bytes("FND"u8), Bytes("FND"u8)), summaries[0]);
        Assert.Equal(new PartitionSummary(true, false, Bytes([0xFB]), Bytes([123])), summaries[1]);
        Assert.True(summaries[5].ContainsNan);
        Assert.True(summaries[5].ContainsNull);
        Assert.Equal(summaries[5].LowerBound, summaries[5].UpperBound);
        Assert.Equal(new PartitionSummary(true, false, null, null), summaries[9]);
    }

    [Fact]
    public void The_file_carries_the_key_values_and_field_ids_the_format_asks_for()
    {
        var file = AvroFile.Open(new ManifestWriter(Columns, Spec).Write("m", 77, [Added]).Content);
        Assert.Equal("2", file.FindText("format-version"));
        Assert.Equal("data", file.FindText("content"));
        Assert.Equal("2", file.FindText("partition-spec-id"));
        Assert.Equal("3", file.FindText("schema-id"));
        Assert.Equal(Columns, SchemaJson.Parse(Encoding.UTF8.GetBytes(file.FindText("schema")!)));
        Assert.StartsWith(
            "[{\"source-id\":1,\"field-id\":1000,\"name\":\"fund code\",\"transform\":\"identity\"}", file.FindText("partition-spec"), StringComparison.Ordinal);
        var schema = file.FindText("avro.schema")!;
        Assert.Contains("{\"name\":\"fund_x20code\",\"type\":[\"null\",\"string\"],\"default\":null,\"field-id\":1000,\"iceberg-field-name\":\"fund code\"}", schema,
            StringComparison.Ordinal);
        Assert.Contains("{\"name\":\"at_day\",\"type\":[\"null\",{\"type\":\"int\",\"logicalType\":\"date\"}]", schema, StringComparison.Ordinal);
        Assert.Contains("\"name\":\"nav2\",\"type\":[\"null\",\"decimal_18_6\"]", schema, StringComparison.Ordinal);
        Assert.DoesNotContain("default\":null}", schema, StringComparison.Ordinal);

        var list = AvroFile.Open(ManifestListWriter.Write(77, null, 9, []));
        Assert.Equal(("77", "null", "9", "2"),
            (list.FindText("snapshot-id"), list.FindText("parent-snapshot-id"), list.FindText("sequence-number"), list.FindText("format-version")));
    }

    [Fact]
    public void What_does_not_belong_into_a_manifest_is_refused()
    {
        var writer = new ManifestWriter(Columns, Spec);
        Assert.Throws<ArgumentException>(() => writer.Write("m", 1, []));
        Assert.Throws<ArgumentException>(() => writer.Write("m", 1, [Added with { File = Added.File with { SpecId = 1 } }]));
        Assert.Throws<ArgumentException>(() => writer.Write("m", 1, [Added with { File = Added.File with { Content = FileContent.EqualityDeletes } }]));
        Assert.Throws<ArgumentException>(() => writer.Write("m", 1, [Existing with { SequenceNumber = null }]));
        Assert.Throws<ArgumentException>(() => writer.Write("m", 1, [Added with { File = Added.File with { Partition = [] } }]));
    }

    [Fact]
    public void A_manifest_that_contradicts_its_list_is_refused()
    {
        var written = new ManifestWriter(Columns, Spec).Write("s3://l/m.avro", 77, [Added]);
        var error = Assert.Throws<IcebergFormatException>(
            () => ManifestReader.Read(written.Content, written.Entry with { Content = ManifestContent.Deletes }, PartitionTypes.Of(Spec, Columns)));
        Assert.Equal("The manifest 's3://l/m.avro' holds data where its list says deletes.", error.Message);
    }

    private static DataFile File(string name, int? nav, double? weight) => new()
    {
        Path = "s3://l/" + name,
        SpecId = 2,
        Partition =
        [
            new Literal.Text("FND"), nav is { } n ? new Literal.Decimal(n, 6) : null, new Literal.Integer(-1), new Literal.Date(-3),
            new Literal.Uuid(new Guid("f79c3e09-677c-4bbd-a479-3f349cb785e7")), weight is { } w ? new Literal.Real(w) : null, new Literal.Bytes([1, 255]),
            new Literal.TimestampTz(-5_000_000), new Literal.Decimal(7, 6), null,
        ],
        RecordCount = 10,
        FileSizeBytes = 1000,
        Columns = ImmutableSortedDictionary<int, ColumnMetrics>.Empty
            .Add(1, new ColumnMetrics { SizeBytes = 5, ValueCount = 10, NullCount = 0, LowerBound = Bytes("a"u8), UpperBound = Bytes("b"u8) })
            .Add(5, new ColumnMetrics { ValueCount = 10, NullCount = 1, NanCount = 2 }),
        KeyMetadata = Bytes([9]),
        SplitOffsets = [4, 500],
        SortOrderId = 0,
    };

    private static ValueList<byte> Bytes(ReadOnlySpan<byte> bytes) => ValueList.Create(bytes);

    private static bool SameEntry(ManifestEntry left, ManifestEntry right)
    {
        var empty = ImmutableSortedDictionary<int, ColumnMetrics>.Empty;
        return left.File.Columns.SequenceEqual(right.File.Columns)
            && left with { File = left.File with { Columns = empty } } == right with { File = right.File with { Columns = empty } };
    }
}
