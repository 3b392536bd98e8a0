using System.Text.Json;
using Bourse.Iceberg.Avro;
using Bourse.Iceberg.Tests.Support;
using FsCheck;
using FsCheck.Fluent;

namespace Bourse.Iceberg.Tests.Avro;

public sealed class AvroFileTests
{
    [SharedDataTheory]
    [InlineData("weather.avro")]
    [InlineData("weather-deflate.avro")]
    [InlineData("weather-snappy.avro")]
    [InlineData("weather-zstd.avro")]
    [InlineData("weather-sorted.avro")]
    public void A_file_of_the_Avro_project_reads_as_its_JSON_says(string name)
    {
        var records = AvroFile.Open(Data(name)).ReadAll().Cast<AvroRecord>().Select(Json).Order(StringComparer.Ordinal);
        var expected = File.ReadAllLines(SharedData.Path("vectors", "avro-interop", "share", "test", "data", "weather.json"))
            .Where(l => l.Length > 0)
            .Select(l => JsonDocument.Parse(l).RootElement)
            .Select(r => string.Join("|", r.EnumerateObject().Select(m => m.Value.ToString())))
            .Order(StringComparer.Ordinal);
        Assert.Equal(expected, records);
    }

    [Fact]
    public void An_unsupported_codec_is_refused_by_name()
    {
        var file = AvroFile.Open(AvroFile.Write(new AvroSchema.Record("r", [new AvroField("a", new AvroSchema.Primitive(AvroKind.Int))]), [], [], AvroCodec.Null));
        Assert.Empty(file.ReadAll());
        Assert.Equal(
            "An Avro file uses the codec 'bzip2'; null, deflate, snappy and zstandard are read.",
            Assert.Throws<IcebergFormatException>(() => AvroCodec.Decompress("bzip2", [1])).Message);
    }

    [SharedDataTheory]
    [InlineData("syncInMeta.avro")]
    [InlineData("schemas/simple/data.avro")]
    [InlineData("schemas/withUnion/data.avro")]
    public void Other_files_of_the_Avro_project_read(string name) => Assert.NotEmpty(AvroFile.Open(Data(name)).ReadAll());

    [SharedDataFact]
    public void Damaged_files_give_an_error_of_the_format_and_nothing_else()
    {
        string[] names = ["weather-deflate.avro", "weather-snappy.avro", "schemas/withUnion/data.avro", "syncInMeta.avro"];
        Prop.ForAll(ArbMap.Default.ArbFor<int>(), seed =>
        {
            var random = new Random(seed);
            var bytes = Data(names[random.Next(names.Length)]);
            for (var i = random.Next(1, 5); i > 0; i--)
                bytes[random.Next(bytes.Length)] = (byte)random.Next(256);
            if (random.Next(3) == 0)
                bytes = bytes[..random.Next(bytes.Length)];
            try
            {
                AvroFile.Open(bytes).ReadAll();
            }
            catch (IcebergFormatException)
            {
                // The only error a file may cause.
            }
            return true;
        }).Check(Config.QuickThrowOnFailure.WithMaxTest(Rounds.Of(1500)));
    }

    [Fact]
    public void A_block_that_would_unpack_without_end_is_refused()
    {
        var schema = new AvroSchema.Record("r", [new("a", new AvroSchema.Array(new AvroSchema.Primitive(AvroKind.Null)), 1)]);
        var encoder = new AvroEncoder();
        encoder.WriteLong(long.MaxValue);
        var named = new Dictionary<string, AvroSchema>();
        var error = Assert.Throws<IcebergFormatException>(() => new AvroDecoder(encoder.ToArray(), named).Read(schema));
        Assert.Contains("more than a million items", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void What_is_written_reads_back_and_equal_content_gives_equal_bytes()
    {
        var inner = new AvroSchema.Record("inner", [new("key", new AvroSchema.Primitive(AvroKind.Int), 10), new("value", new AvroSchema.Primitive(AvroKind.Bytes), 11)]);
        var schema = new AvroSchema.Record("outer",
        [
            new("flag", new AvroSchema.Primitive(AvroKind.Boolean), 1),
            new("number", AvroSchema.Optional(new AvroSchema.Primitive(AvroKind.Long)), 2),
            new("real", new AvroSchema.Primitive(AvroKind.Double), 3),
            new("single", new AvroSchema.Primitive(AvroKind.Float), 4),
            new("text", AvroSchema.Optional(new AvroSchema.Primitive(AvroKind.String)), 5),
            new("fixed", new AvroSchema.Fixed("f", 3), 6),
            new("map", AvroSchema.Optional(new AvroSchema.Array(inner, LogicalType: "map")), 7),
        ]);
        var records = Enumerable.Range(0, 20_000).Select(i => new AvroRecord(schema,
        [
            i % 2 == 0, i % 3 == 0 ? null : (long)i * -1_000_000_007, i / 7.0, i / 3f, i % 5 == 0 ? null : "té🐇" + i, new byte[] { 1, 2, (byte)i },
            i % 4 == 0 ? null : new object?[] { new AvroRecord(inner, [i, new byte[i % 10]]) },
        ])).ToList();
        foreach (var codec in new[] { AvroCodec.Null, AvroCodec.Deflate })
        {
            var bytes = AvroFile.Write(schema, [new("note", "n"u8.ToArray())], records, codec);
            Assert.Equal(bytes, AvroFile.Write(schema, [new("note", "n"u8.ToArray())], records, codec));
            var file = AvroFile.Open(bytes);
            Assert.Equal("n", file.FindText("note"));
            var read = file.ReadAll().Cast<AvroRecord>().ToList();
            Assert.Equal(records.Count, read.Count);
            Assert.Equal(records.Select(Json), read.Select(Json));
            Assert.Equal(-1_000_000_007L * 4, read[4].Required<long>(2, "number"));
        }
    }

    [Theory]
    [InlineData("plain", "plain")]
    [InlineData("with space", "with_x20space")]
    [InlineData("9lives", "_9lives")]
    [InlineData("a-b", "a_x2Db")]
    [InlineData("é", "_xE9")]
    public void Names_that_Avro_does_not_allow_are_escaped_as_in_Java(string name, string expected) => Assert.Equal(expected, AvroNames.Sanitize(name));

    private static byte[] Data(string name) =>
        File.ReadAllBytes(SharedData.Path(["vectors", "avro-interop", "share", "test", "data", .. name.Split('/')]));

    private static string Json(AvroRecord record) => string.Join("|", record.Values.Select(Json));

    private static string Json(object? value) => value switch
    {
        null => "∅",
        byte[] v => Convert.ToHexString(v),
        AvroRecord v => Json(v),
        IEnumerable<object?> v => string.Join(",", v.Select(Json)),
        _ => Convert.ToString(value, System.Globalization.CultureInfo.InvariantCulture)!,
    };
}
