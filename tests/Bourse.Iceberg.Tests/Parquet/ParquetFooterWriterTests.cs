using System.Buffers.Binary;
using Bourse.DuckDb;
using Bourse.Iceberg.Parquet;
using Bourse.Iceberg.Tests.Peers;
using Bourse.Iceberg.Tests.Support;

namespace Bourse.Iceberg.Tests.Parquet;

public sealed class ParquetFooterWriterTests : IDisposable
{
    // Every type the engine stores, flat and nested, with nulls, repeated values (dictionary), rising ones (delta) and wide ones (plain, byte stream split).
    private const string Rows =
        """
        SELECT i AS id, CASE WHEN i % 7 > 0 THEN 'name ' || i % 50 END AS name, (i * 7919) % 100003 AS scattered, i % 2 = 0 AS even, (i % 128)::TINYINT AS t, i::SMALLINT AS s,
               (i % 256)::UTINYINT AS ut, i::USMALLINT AS us, i::UINTEGER AS ui, i::UBIGINT AS ub, (i / 7.0)::FLOAT AS f, i / 7.0::DOUBLE AS d, (i / 8)::DECIMAL(9, 3) AS d9,
               (i / 8)::DECIMAL(18, 6) AS d18, (i / 8)::DECIMAL(38, 6) AS d38, DATE '1969-12-01' + i::INTEGER AS day, TIME '00:00:01' + to_seconds(i) AS clock,
               TIMESTAMP '1969-12-31 23:00:00' + to_seconds(i * 7) AS ts, TIMESTAMPTZ '2020-01-01 00:00:00Z' + to_seconds(i) AS tz,
               (TIMESTAMP '2020-01-01' + to_seconds(i))::TIMESTAMP_NS AS ns, (TIMESTAMP '2020-01-01' + to_seconds(i))::TIMESTAMP_MS AS ms,
               ('00000000-0000-0000-0000-' || lpad(i::VARCHAR, 12, '0'))::UUID AS u, encode('b' || i * 31) AS b, {'x': i, 'y': 'y' || i % 3} AS st,
               CASE WHEN i % 5 > 0 THEN [i, NULL, i + 1] END AS l, MAP {'k' || i % 3: i} AS m, [{'a': [i], 'b': {'c': i % 4}}] AS deep,
               ('{"j": ' || i || '}')::JSON AS j, CASE WHEN i % 3 = 0 THEN 'low' ELSE 'high' END::ENUM ('low', 'high') AS e
        FROM range(2500) r(i)
        """;

    private readonly Lake _lake = new();

    public void Dispose() => _lake.Dispose();

    // Without a dictionary the other encodings come up.
    private static readonly string[] s_forms =
    [
        .. from codec in new[] { "uncompressed", "snappy", "gzip", "zstd", "brotli", "lz4_raw" }
           from version in new[] { "V1", "V2" }
           from dictionary in new[] { "", ", DICTIONARY_SIZE_LIMIT 1" }
           select $"COMPRESSION {codec}, PARQUET_VERSION {version}{dictionary}",
    ];

    public static TheoryData<string> Forms => [.. s_forms];

    [SharedDataFact]
    public void The_footer_of_every_shared_file_is_read_equal_after_it_was_written()
    {
        var files = Directory.GetFiles(SharedData.Root!, "*.parquet", SearchOption.AllDirectories);
        Assert.True(files.Length > 200);
        Assert.All(files, AssertRoundTrip);
    }

    [Theory]
    [MemberData(nameof(Forms))]
    public void A_footer_written_over_the_same_chunks_gives_the_same_rows(string form)
    {
        var path = Write(form);
        AssertRoundTrip(path);
        var copy = WithFooterOfOurs(path);

        Assert.Equal(_lake.Text($"FROM read_parquet({Sql.Literal(path)})"), _lake.Text($"FROM read_parquet({Sql.Literal(copy)})"));
        Assert.Equal(_lake.Text($"DESCRIBE FROM read_parquet({Sql.Literal(path)})"), _lake.Text($"DESCRIBE FROM read_parquet({Sql.Literal(copy)})"));
        Assert.Equal(Metadata(path), Metadata(copy));
    }

    [Fact]
    public void The_forms_use_every_encoding_the_engine_writes() =>
        Assert.Equal(
            [0, 2, 5, 6, 8, 9],
            s_forms.SelectMany(form => ParquetFooter.ReadFile(Write(form)).RowGroups).SelectMany(g => g.Columns).SelectMany(c => c.Encodings).Distinct().Order());

    [PeerFact("hyparquet")]
    public void Hyparquet_reads_the_same_rows_under_a_footer_of_ours() => Assert.All(
        ["COMPRESSION snappy", "COMPRESSION zstd, PARQUET_VERSION V2", "COMPRESSION gzip, DICTIONARY_SIZE_LIMIT 1"],
        form =>
        {
            var path = Write(form);
            var rows = Node.Run("hyparquet.mjs", "hyparquet", path);
            Assert.Equal(2500, rows.Count);
            Assert.Equal(rows, Node.Run("hyparquet.mjs", "hyparquet", WithFooterOfOurs(path)));
        });

    [PeerFact("chdb")]
    public void ClickHouse_reads_the_same_rows_under_a_footer_of_ours() => Assert.All(
        ["COMPRESSION lz4_raw", "COMPRESSION zstd, PARQUET_VERSION V2", "COMPRESSION brotli, DICTIONARY_SIZE_LIMIT 1"],
        form =>
        {
            var path = Write(form);
            var rows = Node.Run("chdb-file.mjs", "chdb", path, "SELECT * FROM {file}");
            Assert.Equal(2500, rows.Count);
            Assert.Equal(rows, Node.Run("chdb-file.mjs", "chdb", WithFooterOfOurs(path), "SELECT * FROM {file}"));
        });

    [Fact]
    public void What_no_writer_here_makes_is_read_equal_after_it_was_written()
    {
        var leaf = new ParquetSchemaElement { Name = "v", Type = ParquetType.Int64, Repetition = ParquetRepetition.Optional };
        int[] kinds = [1, 2, 3, 4, 6, 11, 12, 13, 14, 15];
        ParquetLogicalType[] types =
        [
            .. kinds.Select(kind => new ParquetLogicalType { Kind = kind }),
            new() { Kind = 5, Scale = 3, Precision = 9 }, new() { Kind = 7, IsAdjustedToUtc = false, Unit = 1 }, new() { Kind = 8, IsAdjustedToUtc = true, Unit = 3 },
            new() { Kind = 10, BitWidth = 64, IsSigned = false }, new() { Kind = 16, SpecificationVersion = 1 }, new() { Kind = 17, ReferenceSystem = "OGC:CRS84" },
            new() { Kind = 18, ReferenceSystem = "EPSG:1", EdgeAlgorithm = 2 }, new(),
        ];
        var chunk = new ParquetColumnChunk
        {
            FilePath = "elsewhere.parquet", FileOffset = long.MaxValue, Type = ParquetType.Int64, Encodings = [0, 8], Path = ["v"], Codec = 7, ValueCount = 9,
            UncompressedBytes = 1, CompressedBytes = 2, KeyValues = [new("k", null), new("ключ", "v")], DataPageOffset = 40, IndexPageOffset = 30,
            DictionaryPageOffset = 0, BloomFilterOffset = 70, BloomFilterBytes = 5, OffsetIndexOffset = 80, OffsetIndexBytes = 6, ColumnIndexOffset = 90,
            ColumnIndexBytes = 7,
            Statistics = new()
            {
                DeprecatedMax = [255], DeprecatedMin = [], NullCount = 0, DistinctCount = -1, MaxValue = [1, 2], MinValue = [], IsMaxExact = false, IsMinExact = true,
            },
            EncodingStatistics = [new(0, 8, 3)],
            SizeStatistics = new() { UnencodedBytes = 12, RepetitionLevels = [1], DefinitionLevels = [.. Enumerable.Range(-2, 20)] },
        };
        var footer = new ParquetFooter
        {
            Version = 2,
            Schema = [new() { Name = "root", ChildCount = types.Length },
                .. types.Select((t, i) => leaf with { Name = $"v{i}", LogicalType = t, FieldId = i * 100_000, ConvertedType = 0 })],
            RowCount = 9,
            RowGroups =
            [
                new()
                {
                    Columns = [.. types.Select(_ => chunk)], UncompressedBytes = 5, RowCount = 9, SortingColumns = [new(3, true, false)], FileOffset = 4,
                    CompressedBytes = 2, Ordinal = 0,
                },
            ],
            KeyValues = [new("note", "")],
            CreatedBy = "nobody",
            ColumnOrders = [.. types.Select(_ => 1)],
        };

        Assert.Equal(footer, ParquetFooter.Parse(footer.ToThrift()));
        Assert.Throws<NotSupportedException>(() => (footer with { IsEncrypted = true }).ToThrift());
    }

    private static void AssertRoundTrip(string path)
    {
        var footer = ParquetFooter.ReadFile(path);
        Assert.Equal(footer, ParquetFooter.Parse(footer.ToThrift()));
    }

    private string Write(string form)
    {
        var path = Path.Combine(_lake.Folder, Path.GetRandomFileName() + ".parquet");
        _lake.Connection.Execute($"COPY ({Rows}) TO {Sql.Literal(path)} (FORMAT parquet, ROW_GROUP_SIZE 2048, KV_METADATA {{note: 'hello'}}, {form})");
        return path;
    }

    private static string WithFooterOfOurs(string path)
    {
        var file = File.ReadAllBytes(path);
        var footer = ParquetFooter.ReadFile(path).ToThrift();
        var length = new byte[4];
        BinaryPrimitives.WriteInt32LittleEndian(length, footer.Length);
        var copy = path + ".ours.parquet";
        File.WriteAllBytes(copy, [.. file[..^(8 + BinaryPrimitives.ReadInt32LittleEndian(file.AsSpan(file.Length - 8)))], .. footer, .. length, .. "PAR1"u8]);
        return copy;
    }

    // All that the engine reads of a footer, without the name of the file.
    private List<string> Metadata(string path) =>
        [.. new[] { "parquet_metadata", "parquet_schema", "parquet_file_metadata", "parquet_kv_metadata" }
            .SelectMany(function => _lake.Text($"SELECT * EXCLUDE (file_name) FROM {function}({Sql.Literal(path)})")
                .Select(line => line.Replace(new FileInfo(path).Length.ToString(System.Globalization.CultureInfo.InvariantCulture), "", StringComparison.Ordinal)))];
}
