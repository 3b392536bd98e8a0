using System.Collections.Immutable;
using Bourse.Iceberg.Expressions;
using Bourse.Iceberg.Manifests;
using Bourse.Iceberg.Schemas;
using Bourse.Server.Protocols.DeltaSharing;

namespace Bourse.Server.Tests.Protocols.DeltaSharing;

public sealed class DeltaSchemaTests
{
    [Fact]
    public void Every_type_has_deltas_name_or_is_left_out()
    {
        IcebergType[] types =
        [
            new IcebergType.Boolean(), new IcebergType.Int(), new IcebergType.Long(), new IcebergType.Float(), new IcebergType.Double(), new IcebergType.Decimal(38, 10),
            new IcebergType.Date(), new IcebergType.TimestampTz(), new IcebergType.String(), new IcebergType.Fixed(4), new IcebergType.Binary(),
            new IcebergType.List(101, new IcebergType.Int(), ElementRequired: true),
            new IcebergType.Map(
                102, new IcebergType.String(), 103, new IcebergType.Struct([new NestedField(104, "x", new IcebergType.Date(), true)]), ValueRequired: false),
            new IcebergType.Time(), new IcebergType.Uuid(), new IcebergType.Unread("variant"),
            new IcebergType.TimestampNs(), new IcebergType.TimestampTzNs(), new IcebergType.Unknown(),
            new IcebergType.List(105, new IcebergType.Struct([new NestedField(106, "t", new IcebergType.Time(), false)]), false),
        ];
        var schema = DeltaSchema.Of(new Schema(0, [.. types.Select((type, i) => new NestedField(i + 1, $"c{i + 1}", type, false, i == 0 ? "What it means" : null))]));
        Assert.Equal(
            """{"type":"struct","fields":[{"name":"c1","type":"boolean","nullable":true,"metadata":{"bourse.fieldId":1,"comment":"What it means"}},"""
                + string.Concat(new[] { "integer", "long", "float", "double", "decimal(38,10)", "date", "timestamp", "string", "binary", "binary" }
                    .Select((type, i) => Field(i + 2, $"\"{type}\"") + ","))
                + Field(12, """{"type":"array","elementType":"integer","containsNull":false}""") + ","
                + Field(13, """{"type":"map","keyType":"string","valueType":{"type":"struct","fields":[{"name":"x","type":"date","nullable":false,"metadata":{"bourse.fieldId":104}}]},"valueContainsNull":true}""")
                + "]}",
            schema.Json);
        Assert.Equal(["c14", "c15", "c16", "c17", "c18", "c19", "c20"], schema.LeftOut);
        Assert.Null(schema.NtzColumn);

        static string Field(int id, string type) => $$$"""{"name":"c{{{id}}}","type":{{{type}}},"nullable":true,"metadata":{"bourse.fieldId":{{{id}}}}}""";
    }

    [Fact]
    public void A_timestamp_without_a_zone_asks_for_a_reader_that_knows_it()
    {
        var schema = DeltaSchema.Of(new Schema(0, [
            new NestedField(1, "day", new IcebergType.Date(), false),
            new NestedField(2, "local", new IcebergType.List(3, new IcebergType.Timestamp(), false), false),
        ]));
        Assert.Equal("local", schema.NtzColumn);
        Assert.True(Asks(delta: true, parquet: true, ntz: true).AnswersDelta(schema));
        Assert.False(Asks(delta: true, parquet: true, ntz: true).AnswersDelta(DeltaSchema.Of(new Schema(0, [new NestedField(1, "day", new IcebergType.Date(), false)]))));
        foreach (var asks in new[] { Asks(false, true, true), Asks(true, true, false), Asks(true, false, false) })
        {
            Assert.Equal(
                "The column 'local' is a timestamp without a zone. "
                    + "Ask with 'delta-sharing-capabilities: responseformat=delta;readerfeatures=timestampntz', which your reader has to know.",
                Assert.Throws<SharingFault>(() => asks.AnswersDelta(schema)).Message);
        }

        static SharingCapabilities Asks(bool delta, bool parquet, bool ntz) =>
            new() { TakesDelta = delta, TakesParquet = parquet, ReadsTimestampNtz = ntz, WantsEnd = false };
    }

    [Theory]
    [InlineData("a", true)]
    [InlineData("renamed", false)]
    [InlineData("dropped", false)]
    [InlineData("widened", false)]
    [InlineData("added", true)]
    [InlineData("moved", true)]
    public void Files_of_before_are_read_by_name_unless_a_name_or_a_type_went(string change, bool reads)
    {
        NestedField first = new(1, "a", new IcebergType.Int(), false), second = new(2, "b", new IcebergType.String(), true);
        Schema before = new(0, [first, second]);
        Schema after = change switch
        {
            "renamed" => new(1, [first with { Name = "c" }, second]),
            "dropped" => new(1, [second]),
            "widened" => new(1, [first with { Type = new IcebergType.Long() }, second]),
            "added" => new(1, [first, second, new NestedField(3, "c", new IcebergType.Date(), false)]),
            "moved" => new(1, [second with { Required = false }, first]),
            _ => before,
        };
        Assert.Equal(reads, DeltaSchema.Reads(after, before));
    }

    [Fact]
    public void Statistics_never_lie_inside_what_they_bound()
    {
        Schema columns = new(0, [
            new NestedField(1, "at", new IcebergType.TimestampTz(), false), new NestedField(2, "x", new IcebergType.Double(), false),
            new NestedField(3, "y", new IcebergType.Double(), false), new NestedField(4, "b", new IcebergType.Binary(), false),
            new NestedField(5, "n", new IcebergType.Long(), false),
        ]);
        ColumnMetrics Of(IcebergType.Primitive type, Literal lower, Literal upper, long? nans = null) => new()
        {
            ValueCount = 3, NullCount = 1, NanCount = nans, LowerBound = [.. LiteralBinary.Encode(lower, type)], UpperBound = [.. LiteralBinary.Encode(upper, type)],
        };
        var file = new DataFile
        {
            Path = "p", SpecId = 0, Partition = [], RecordCount = 3, FileSizeBytes = 1,
            Columns = new Dictionary<int, ColumnMetrics>
            {
                [1] = Of(new IcebergType.TimestampTz(), new Literal.TimestampTz(-1), new Literal.TimestampTz(1)),
                [2] = Of(new IcebergType.Double(), new Literal.Real(-1.5), new Literal.Real(2), nans: 1),
                [3] = Of(new IcebergType.Double(), new Literal.Real(-1.5), new Literal.Real(2), nans: 0),
                [4] = Of(new IcebergType.Binary(), new Literal.Bytes([1]), new Literal.Bytes([2])),
                [5] = new ColumnMetrics(),
            }.ToImmutableSortedDictionary(),
        };
        Assert.Equal(
            """{"numRecords":3,"minValues":{"at":"1969-12-31T23:59:59.999Z","y":-1.5},"maxValues":{"at":"1970-01-01T00:00:00.001Z","y":2},"nullCount":{"at":1,"x":1,"y":1,"b":1}}""",
            DeltaStatistics.Of(file, DeltaSchema.Of(columns)));
    }
}
