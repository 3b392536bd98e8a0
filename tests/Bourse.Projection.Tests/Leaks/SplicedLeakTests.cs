using Bourse.DuckDb;
using Bourse.Iceberg.Manifests;
using Bourse.Iceberg.Parquet;
using Bourse.Iceberg.Schemas;
using Bourse.Projection.Tests.Support;

namespace Bourse.Projection.Tests.Leaks;

/// <summary>A virtual object takes bytes of a file that is full of what may not be seen, also between its chunks and in its footer.</summary>
public sealed class SplicedLeakTests
{
    private const string HiddenCell = "HIDDEN-CELL-MARKER-";
    private const string HiddenRow = "HIDDEN-ROW-MARKER-";
    private const string Padding = "PADDING-MARKER-";
    private const string KeyValue = "KEY-VALUE-MARKER";
    private const long HiddenNumber = 7_305_421_986_113_507;

    // Row groups of 2,048: visible, hidden, mixed, hidden, visible. Visible funds come in runs, so that there are dictionaries of them.
    private const string Rows =
        $"""
        SELECT CASE WHEN hides THEN '{HiddenRow}' || (i % 3) ELSE 'F' || (i % 5) END AS fund_id, DATE '2026-01-01' + (i * 7919 % 97)::INTEGER AS valid_date,
               CASE WHEN hides THEN -918273.6455463728 ELSE (i * 31 % 1009)::DOUBLE END AS nav, CASE WHEN hides THEN 'US' ELSE 'EU' END AS region,
               '{HiddenCell}' || (i * 7 % 5) AS manager_marker_column, CASE WHEN i % 3 = 0 THEN 7305421986113507 ELSE i * 104729 % 10007 END AS fee
        FROM (SELECT i, i // 2048 IN (1, 3) OR (i // 2048 = 2 AND i % 2 = 0) AS hides FROM range(5 * 2048) r(i))
        """;

    private static readonly (string Name, byte[] Needle)[] s_markers =
    [
        ("a hidden cell", Decoder.Bytes(HiddenCell)), ("a hidden row", Decoder.Bytes(HiddenRow)), ("a hidden number", Decoder.Bytes(HiddenNumber)),
        ("a hidden row's number", Decoder.Bytes(-918273.6455463728)), ("bytes between chunks", Decoder.Bytes(Padding)), ("a key-value", Decoder.Bytes(KeyValue)),
        ("a hidden column's name", Decoder.Bytes("manager_marker_column")), ("the writer's name", Decoder.Bytes("DuckDB version WRITER-MARKER")),
    ];

    [Fact]
    public async Task A_virtual_object_holds_no_marker_of_what_the_file_around_it_holds()
    {
        await using var world = await ProjectionWorld.CreateAsync(Funds.Schema);
        var source = await AppendAsync(world);
        var parts = Decoder.Parts(source);
        foreach (var (name, needle) in s_markers)
            Assert.True(Decoder.Holds(parts, needle), $"The decoder does not find {name} in the source, so it would not find it elsewhere.");

        var table = await world.ServeAsync(ProjectionWorld.Rules(Funds.InRegion("EU"), Funds.Visible), 1);

        Assert.Single(await world.StoredAsync("virtual/"));
        using var copy = await ClientCopy.DownloadAsync(world.Served, table);
        Assert.Equal(5 * 1024, table.RowCount);
        foreach (var (key, bytes) in copy.Objects)
        {
            var served = Decoder.Parts(bytes);
            foreach (var (name, needle) in s_markers)
                Assert.False(Decoder.Holds(served, needle), $"'{key}' holds {name}.");
        }

        // What is served is spliced: it holds the very pages of the source, and no more than them, pieces of ours and a footer.
        var file = Assert.Single(copy.Objects, o => o.Key.EndsWith(".parquet", StringComparison.Ordinal));
        Assert.Equal([2048L, 1024L, 2048L], ParquetFooter.ReadFile(copy.PathOf(file.Key)).RowGroups.Select(g => g.RowCount));
        var first = ParquetFooter.ReadFile(await world.Source.Files.LocalPathAsync(world.Source.Metadata.Location + "/data/full.parquet")).RowGroups[0].Columns[0];
        Assert.True(file.Value.AsSpan(4).StartsWith(source.AsSpan((int)first.StartOffset, (int)first.CompressedBytes)));
    }

    // The engine's file with bytes of somebody between its chunks, a key-value and a name in its footer.
    private static async Task<byte[]> AppendAsync(ProjectionWorld world)
    {
        var local = world.Lakehouse.NewTemporaryPath(".parquet");
        world.Connection.Execute(
            $"COPY ({Rows}) TO {Sql.Literal(local)} (FORMAT parquet, COMPRESSION zstd, ROW_GROUP_SIZE 2048, FIELD_IDS {EngineTypes.FieldIds(Funds.Schema)}, KV_METADATA "
                + $"{{note: '{KeyValue}'}})");
        var bytes = await File.ReadAllBytesAsync(local);
        var footer = ParquetFooter.ReadFile(local);
        using var padded = new MemoryStream();
        padded.Write("PAR1"u8);
        var groups = footer.RowGroups.Select(g => g with { Columns = [.. g.Columns.Select(c => Move(padded, bytes, c))] }).ToArray();
        var thrift = (footer with { RowGroups = [.. groups], CreatedBy = "DuckDB version WRITER-MARKER" }).ToThrift();
        padded.Write([.. thrift, .. BitConverter.GetBytes(thrift.Length), .. "PAR1"u8]);

        var source = padded.ToArray();
        await File.WriteAllBytesAsync(local, source);
        Assert.Equal(world.Connection.QuerySingle<long>($"SELECT count(*) FROM ({Rows})"),
            world.Connection.QuerySingle<long>($"SELECT count(fee) FROM read_parquet({Sql.Literal(local)})"));
        var location = world.Source.Metadata.Location + "/data/full.parquet";
        await world.SourceFiles.AdoptAsync(location, local);
        await world.CommitAsync(
            world.Begin().Append([new DataFile { Path = location, SpecId = 0, Partition = [], RecordCount = footer.RowCount, FileSizeBytes = source.Length }]));
        return source;
    }

    private static ParquetColumnChunk Move(MemoryStream target, byte[] source, ParquetColumnChunk chunk)
    {
        target.Write(Decoder.Bytes(Padding + target.Length));
        var shift = target.Length - chunk.StartOffset;
        target.Write(source, (int)chunk.StartOffset, (int)chunk.CompressedBytes);
        return chunk with
        {
            DataPageOffset = chunk.DataPageOffset + shift,
            DictionaryPageOffset = chunk.DictionaryPageOffset + shift,
            BloomFilterOffset = null,
            BloomFilterBytes = null,
        };
    }
}
