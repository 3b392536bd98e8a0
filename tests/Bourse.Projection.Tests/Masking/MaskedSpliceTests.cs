using System.Collections.Immutable;
using Bourse.Access.Authorization;
using Bourse.Access.Authorization.Masks;
using Bourse.DuckDb;
using Bourse.Iceberg.Expressions;
using Bourse.Iceberg.Parquet;
using Bourse.Iceberg.Schemas;
using Bourse.Iceberg.Tests.Peers;
using Bourse.Projection.Splicing;
using Bourse.Projection.Tests.Support;

namespace Bourse.Projection.Tests.Masking;

/// <summary>A masked file keeps the original's chunks of plain columns, group by group, and has masked chunks beside them.</summary>
public sealed class MaskedSpliceTests : IDisposable
{
    private static readonly Schema s_schema = new(0,
    [
        new(1, "place", new IcebergType.Long(), false), new(2, "owner", new IcebergType.String(), false), new(3, "nav", new IcebergType.Decimal(12, 2), false),
        new(4, "tuple", new IcebergType.Struct([new(5, "x", new IcebergType.Long(), false)]), false), new(6, "account", new IcebergType.Long(), false),
        new(7, "day", new IcebergType.Date(), false),
    ]);

    private const string Rows =
        """
        SELECT i AS place, 'owner ' || (i * 7919 % 1009) AS owner, CASE WHEN i % 9 > 0 THEN (i * 31 % 1009 - 500)::DECIMAL(12, 2) END AS nav, {'x': i % 7} AS tuple,
               1000000 + i * 104729 % 10007 AS account, DATE '2026-01-01' + (i * 17 % 300)::INTEGER AS day
        FROM range(9000) r(i)
        """;

    // Of five row groups: some rows of the second, none of the third.
    private static readonly Expression s_rows = Expression.AnyOf(
        new Expression.Compare(ComparisonOperator.Less, 1, new Literal.Integer(3000)),
        new Expression.Compare(ComparisonOperator.GreaterOrEqual, 1, new Literal.Integer(6144)));

    private static readonly HashKey s_key = HashKey.OfProduct(ProjectionWorld.Product);

    private static readonly RuleSet s_rules = ProjectionWorld.Rules(s_rows, 1, 2, 3, 4, 6, 7) with
    {
        Masks = ImmutableSortedDictionary<int, Mask>.Empty.Add(2, new Mask.KeyedHash(s_key)).Add(3, new Mask.Bucket(100)).Add(4, new Mask.Null())
            .Add(6, new Mask.LastFour()).Add(7, new Mask.TruncateDate(DateUnit.Month)),
    };

    private readonly SpliceLab _lab = new();

    public void Dispose() => _lab.Dispose();

    [Fact]
    public async Task Whole_groups_keep_the_originals_chunks_of_plain_columns_and_no_other()
    {
        var source = await _lab.WriteAsync(Rows, s_schema);
        var spliced = Assert.IsType<SpliceOutcome.Spliced>(await _lab.SpliceAsync(source, s_rules));
        var path = await _lab.AssembleAsync(spliced.Content);

        var footer = ParquetFooter.ReadFile(path);
        Assert.Equal([2048L, 952L, 2048L, 808L], footer.RowGroups.Select(g => g.RowCount));
        Assert.Equal(["place", "owner", "nav", "tuple", "account", "day"], footer.TopLevel.Select(e => e.Name));
        var (served, original) = (await File.ReadAllBytesAsync(path), await File.ReadAllBytesAsync(source.LocalPath));
        foreach (var (group, of) in new[] { (0, 0), (2, 3), (3, 4) })
        {
            for (var leaf = 0; leaf < footer.Leaves.Count; leaf++)
            {
                var from = Chunk(original, source.Footer.RowGroups[of].Columns[leaf]);
                Assert.Equal(leaf == 0, from.SequenceEqual(Chunk(served, footer.RowGroups[group].Columns[leaf])));
            }
        }
        // Cell by cell, in the order of the file.
        Assert.Equal(
            _lab.Text($"SELECT place, 'owner ' || (place * 7919 % 1009), floor(nav / 100)::BIGINT, NULL, '****' || right(account::VARCHAR, 4), date_trunc('month', "
                + $"day)::DATE FROM read_parquet({Sql.Literal(source.LocalPath)}) WHERE place < 3000 OR place >= 6144")
                .Select(line => line.Split('|'))
                    .Select(cells => string.Join('|', [cells[0], MaskModel.Pseudonym(s_key, new Literal.Text(cells[1])).Value, .. cells[2..]])),
            _lab.Text($"SELECT place, owner, floor(nav / 100)::BIGINT, tuple, account, day FROM read_parquet({Sql.Literal(path)})"));
    }

    [Fact]
    public async Task Statistics_of_masked_chunks_are_those_of_masked_values()
    {
        var spliced = Assert.IsType<SpliceOutcome.Spliced>(await _lab.SpliceAsync(await _lab.WriteAsync(Rows, s_schema), s_rules));
        var path = await _lab.AssembleAsync(spliced.Content);
        var footer = ParquetFooter.ReadFile(path);
        long start = 0;
        foreach (var group in footer.RowGroups)
        {
            foreach (var (leaf, type) in new (int, IcebergType.Primitive)[] { (1, new IcebergType.String()), (2, new IcebergType.Decimal(12, 2)),
                (4, new IcebergType.String()), (5, new IcebergType.Date()) })
            {
                var (element, told) = (footer.Leaves[leaf], group.Columns[leaf].Statistics!);
                var rows = $"(SELECT {Sql.Identifier(element.Name)} AS v FROM read_parquet({Sql.Literal(path)}, file_row_number = true) WHERE file_row_number >= {start} "
                    + $"AND file_row_number < {start + group.RowCount})";
                Assert.Equal(_lab.Text($"SELECT min(v), max(v), count(*) - count(v) FROM {rows}").Single(), string.Join('|', [
                    LiteralText.Write(Iceberg.Statistics.ParquetBound.TryRead(told.MinValue!.AsSpan(), element, type)!),
                    LiteralText.Write(Iceberg.Statistics.ParquetBound.TryRead(told.MaxValue!.AsSpan(), element, type)!), told.NullCount]));
            }
            start += group.RowCount;
        }
    }

    [Theory]
    [InlineData("day", nameof(SpliceRefusal.NoColumn))]
    [InlineData("owner, place", nameof(SpliceRefusal.HiddenOrder))]
    public async Task A_file_is_rewritten_where_its_masked_column_leaves_nothing_or_orders_its_rows(string order, string reason)
    {
        var source = await _lab.WriteAsync(Rows, s_schema);
        var masks = ImmutableSortedDictionary<int, Mask>.Empty;
        var rules = order == "day"
            ? ProjectionWorld.Rules(s_rows, 7) with { Masks = masks.Add(7, new Mask.TruncateDate(DateUnit.Month)) }
            : ProjectionWorld.Rules(s_rows, 1, 2) with { Masks = masks.Add(1, new Mask.Bucket(1000)) };

        Assert.Equal(reason, Assert.IsType<SpliceOutcome.Refused>(await _lab.SpliceAsync(source, rules)).Reason.ToString());

        // Rewritten, the rows are in an order of what is shown, of plain columns first.
        var read = $"SELECT {order} FROM read_parquet({Sql.Literal(_lab.Rewrite(source, rules))})";
        var rows = _lab.Text(read);
        Assert.Equal(5856, rows.Count);
        Assert.Equal(_lab.Text($"{read} ORDER BY {order}"), rows);
    }

    [Fact]
    public async Task A_constant_is_shown_where_the_file_is_older_than_its_column()
    {
        var old = await _lab.WriteAsync("SELECT i * 7919 % 10007 AS place FROM range(5000) r(i)", s_schema.Select(new HashSet<int> { 1 }));
        var source = old with { Schema = s_schema };
        var rules = ProjectionWorld.Rules(Expression.True, 1, 2, 6) with
        {
            Masks = ImmutableSortedDictionary<int, Mask>.Empty.Add(2, new Mask.Constant("n/a")).Add(6, new Mask.LastFour()),
        };
        var spliced = Assert.IsType<SpliceOutcome.Spliced>(await _lab.SpliceAsync(source, rules));
        var path = await _lab.AssembleAsync(spliced.Content);
        Assert.Equal(["n/a|5000"], _lab.Text($"SELECT owner, count(*) FROM read_parquet({Sql.Literal(path)}) GROUP BY owner"));
        Assert.Equal(["place", "owner"], ParquetFooter.ReadFile(path).TopLevel.Select(e => e.Name));
    }

    [PeerFact("hyparquet")]
    public Task Hyparquet_reads_a_masked_object_like_a_rewritten_file() => AssertEqualAsync(path => Node.Run("hyparquet.mjs", "hyparquet", path));

    [PeerFact("chdb")]
    public Task ClickHouse_reads_a_masked_object_like_a_rewritten_file_also_by_its_statistics() => AssertEqualAsync(path =>
        [.. new[] { "1", "day = '2026-03-01'", "account = '****0007'", "nav = -100", "nav IS NULL", "owner > 'f'" }
            .SelectMany(condition => Node.Run("chdb-file.mjs", "chdb", path, $"SELECT place, owner, nav, account, day FROM {{file}} WHERE {condition} ORDER BY place"))]);

    private async Task AssertEqualAsync(Func<string, List<string>> read)
    {
        var source = await _lab.WriteAsync(Rows, s_schema, "ROW_GROUP_SIZE 2048, COMPRESSION zstd");
        var rules = s_rules with { FieldIds = [1, 2, 3, 6, 7], Masks = s_rules.Masks.Remove(4) };
        var spliced = Assert.IsType<SpliceOutcome.Spliced>(await _lab.SpliceAsync(source, rules));
        var expected = read(_lab.Rewrite(source, rules));
        Assert.True(expected.Count >= 5856);
        Assert.Equal(expected, read(await _lab.AssembleAsync(spliced.Content)));
    }

    private static ReadOnlySpan<byte> Chunk(byte[] file, ParquetColumnChunk chunk) => file.AsSpan((int)chunk.StartOffset, (int)chunk.CompressedBytes);
}
