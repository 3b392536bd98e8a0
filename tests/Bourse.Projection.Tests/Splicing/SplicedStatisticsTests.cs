using Bourse.DuckDb;
using Bourse.Iceberg;
using Bourse.Iceberg.Expressions;
using Bourse.Iceberg.Parquet;
using Bourse.Iceberg.Schemas;
using Bourse.Projection.Splicing;
using Bourse.Projection.Tests.Support;

namespace Bourse.Projection.Tests.Splicing;

public sealed class SplicedStatisticsTests : IDisposable
{
    private static readonly Schema s_schema = new(0, [new(1, "id", new IcebergType.Long(), false), new(2, "hidden", new IcebergType.Long(), false)]);

    private readonly SpliceLab _lab = new();

    public void Dispose() => _lab.Dispose();

    [Fact]
    public async Task The_footer_of_a_virtual_object_says_what_its_rows_are_and_nothing_else()
    {
        var source = await _lab.WriteAsync(
            "SELECT CASE WHEN i % 4 > 0 THEN i END AS id, i * 7919 % 10007 AS hidden FROM range(6144) r(i)", s_schema,
            "ROW_GROUP_SIZE 2048, COMPRESSION zstd, KV_METADATA {note: 'n'}");
        var spliced = Assert.IsType<SpliceOutcome.Spliced>(await _lab.SpliceAsync(source, ProjectionWorld.Rules(Expression.True, 1)));

        var footer = ParquetFooter.ReadFile(await _lab.AssembleAsync(spliced.Content));

        Assert.Equal(("Bourse version 1", 0, 6144L, 1), (footer.CreatedBy, footer.KeyValues.Count, footer.RowCount, footer.Version));
        Assert.Equal(["schema", "id"], footer.Schema.Select(e => e.Name));
        Assert.Equal([1], footer.ColumnOrders);
        Assert.Equal(
            [(2048L, 512L, 1L, 2047L), (2048L, 512L, 2049L, 4095L), (2048L, 512L, 4097L, 6143L)],
            footer.RowGroups.Select(
                g => (g.RowCount, g.Columns[0].Statistics!.NullCount!.Value, Number(g.Columns[0].Statistics!.MinValue!), Number(g.Columns[0].Statistics!.MaxValue!))));
        Assert.All(footer.RowGroups.SelectMany(g => g.Columns), c =>
        {
            Assert.Equal(
                (null, null, null, null, null, 0L),
                (c.BloomFilterOffset, c.OffsetIndexOffset, c.ColumnIndexOffset, c.Statistics!.DistinctCount, c.Statistics.DeprecatedMax, c.FileOffset));
            Assert.Equal((true, true), (c.Statistics.IsMinExact, c.Statistics.IsMaxExact));
        });
    }

    [Theory]
    [InlineData(1, 2)]
    [InlineData(2047, 2046)]
    [InlineData(2047, 99_999)]
    public async Task Bounds_of_the_source_that_are_not_those_of_its_rows_are_left_out(long told, long lie)
    {
        var whole = await _lab.WriteAsync("SELECT i AS id, i * 7919 % 10007 AS hidden FROM range(1, 2048) r(i)", s_schema, "ROW_GROUP_SIZE 2048, COMPRESSION zstd");
        var chunk = whole.Footer.RowGroups[0].Columns[0];
        var statistics = chunk.Statistics! with
        {
            MinValue = Number(chunk.Statistics.MinValue!) == told ? [.. BitConverter.GetBytes(lie)] : chunk.Statistics.MinValue,
            MaxValue = Number(chunk.Statistics.MaxValue!) == told ? [.. BitConverter.GetBytes(lie)] : chunk.Statistics.MaxValue,
        };
        Assert.NotEqual(chunk.Statistics, statistics);
        var source = await LyingAsync(whole.LocalPath, whole.Footer with
        {
            RowGroups = [whole.Footer.RowGroups[0] with { Columns = [chunk with { Statistics = statistics }, whole.Footer.RowGroups[0].Columns[1]] }],
        });

        var spliced = Assert.IsType<SpliceOutcome.Spliced>(await _lab.SpliceAsync(source, ProjectionWorld.Rules(Expression.True, 1)));

        var path = await _lab.AssembleAsync(spliced.Content);
        Assert.Equal(new ParquetStatistics { NullCount = 0 }, ParquetFooter.ReadFile(path).RowGroups[0].Columns[0].Statistics);
        Assert.Equal(["2047"], _lab.Text($"SELECT count(*) FROM read_parquet({Sql.Literal(path)}) WHERE id BETWEEN 1 AND 2047"));
    }

    [Fact]
    public async Task Bounds_that_lie_make_no_row_allowed()
    {
        // Rows are 1 to 2047; the footer says that all are above 1000.
        var whole = await _lab.WriteAsync("SELECT i AS id, i * 7919 % 10007 AS hidden FROM range(1, 2048) r(i)", s_schema, "ROW_GROUP_SIZE 2048, COMPRESSION zstd");
        var group = whole.Footer.RowGroups[0];
        var lie = group.Columns[0].Statistics! with { MinValue = [.. BitConverter.GetBytes(1001L)] };
        var source = await LyingAsync(
            whole.LocalPath, whole.Footer with { RowGroups = [group with { Columns = [group.Columns[0] with { Statistics = lie }, group.Columns[1]] }] });

        var classified = _lab.Classify(source, ProjectionWorld.Rules(new Expression.Compare(ComparisonOperator.Greater, 1, new Literal.Integer(1000)), 1));

        Assert.Equal((2047, 1047), (classified.RowCount, classified.AllowedRowCount));
    }

    private async Task<Bourse.Projection.Pieces.SourceFile> LyingAsync(string path, ParquetFooter footer)
    {
        var bytes = await File.ReadAllBytesAsync(path);
        var thrift = footer.ToThrift();
        var lying = _lab.Sources.NewTemporaryPath(".parquet");
        await File.WriteAllBytesAsync(
            lying, [.. bytes[..^(8 + BitConverter.ToInt32(bytes, bytes.Length - 8))], .. thrift, .. BitConverter.GetBytes(thrift.Length), .. "PAR1"u8]);
        return await _lab.AdoptAsync(lying, s_schema);
    }

    private static long Number(ValueList<byte> bound) => BitConverter.ToInt64(bound.AsSpan());
}
