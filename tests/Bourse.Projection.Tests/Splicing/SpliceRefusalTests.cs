using Bourse.Access.Authorization;
using Bourse.Iceberg.Expressions;
using Bourse.Iceberg.Parquet;
using Bourse.Iceberg.Schemas;
using Bourse.Projection.Contents;
using Bourse.Projection.Pieces;
using Bourse.Projection.Splicing;
using Bourse.Projection.Tests.Support;

namespace Bourse.Projection.Tests.Splicing;

public sealed class SpliceRefusalTests : IDisposable
{
    private static readonly Schema s_schema = new(0,
    [
        new(1, "a", new IcebergType.Long(), false), new(2, "b", new IcebergType.String(), false), new(3, "h", new IcebergType.Long(), false),
        new(4, "s", new IcebergType.Struct([new(5, "x", new IcebergType.Long(), false)]), false),
    ]);

    private static readonly RuleSet s_rules = ProjectionWorld.Rules(Expression.True, 1, 2);

    private readonly SpliceLab _lab = new();

    public void Dispose() => _lab.Dispose();

    // h and s are hidden. i counts rows; scattered values fall and rise.
    [Theory]
    [InlineData("scattered(i)", "'b' || scattered(i)", "scattered(i + 1)", "scattered(i + 2)", false)]
    [InlineData("scattered(i)", "'b'", "i", "0", true)]
    [InlineData("scattered(i)", "'b'", "-i", "0", true)]
    [InlineData("scattered(i)", "'b'", "0", "i", true)]
    [InlineData("scattered(i)", "'b'", "i // 5000", "0", true)]
    [InlineData("scattered(i)", "'b'", "i % 2048", "0", true)]
    [InlineData("scattered(i)", "'b'", "CASE WHEN i < 3000 THEN i END", "0", true)]
    [InlineData("scattered(i)", "'b'", "CASE WHEN i % 3 > 0 THEN i END", "0", true)]
    [InlineData("scattered(i)", "'b'", "CASE WHEN i > 3000 THEN 1 END", "0", true)]
    [InlineData("scattered(i)", "'b'", "7", "NULL", false)]
    [InlineData("i", "'b'", "i", "i", false)]
    [InlineData("-i", "'b' || scattered(i)", "i", "scattered(i)", false)]
    [InlineData("i // 10", "'b'", "i", "0", true)]
    [InlineData("i // 10", "'b'", "scattered(i)", "0", false)]
    [InlineData("i // 10", "'b' || (i % 10)", "i", "0", false)]
    [InlineData("i // 100", "'b' || (i // 10 % 10)", "9 - i % 10", "0", true)]
    [InlineData("CASE WHEN i % 2 = 0 THEN i END", "'b'", "i", "0", true)]
    public async Task A_file_is_rewritten_if_and_only_if_a_hidden_column_decides_its_order(string a, string b, string h, string x, bool decides)
    {
        _lab.Connection.Execute("CREATE OR REPLACE TEMP MACRO scattered(i) AS (i * 7919) % 100003");
        var source = await _lab.WriteAsync(Rows(a, b, h, x), s_schema);

        var outcome = await _lab.SpliceAsync(source, s_rules);

        if (decides)
            Assert.Equal(new SpliceOutcome.Refused(SpliceRefusal.HiddenOrder), outcome);
        else
            Assert.IsType<SpliceOutcome.Spliced>(outcome);
    }

    // The first 122,880 rows are looked at before the others.
    [Theory]
    [InlineData("i", "i", false)]
    [InlineData("0", "CASE WHEN i < 130000 THEN i * 7919 % 100003 ELSE i END", false)]
    [InlineData("least(i, 130000)", "i", true)]
    [InlineData("CASE WHEN i < 130000 THEN i ELSE i * 7919 % 100003 END", "i", true)]
    [InlineData("i // 130000", "i", true)]
    [InlineData("i // 130000", "i % 130000", true)]
    [InlineData("0", "CASE WHEN i < 130000 THEN 0 ELSE i END", true)]
    [InlineData("i // 2", "CASE WHEN i < 130000 THEN 0 ELSE i * 7919 % 100003 END", false)]
    public async Task What_the_first_rows_tell_of_the_order_holds_for_the_file(string a, string h, bool decides)
    {
        var source = await _lab.WriteAsync(Rows(a, "'b'", h, "0", count: 140_000), s_schema, "ROW_GROUP_SIZE 8192");
        Assert.Equal(decides, HiddenOrder.Decides(_lab.Connection, source, Generation.ProjectedShape.Of(s_schema, s_rules), default));
    }

    [Fact]
    public async Task A_column_that_the_table_lost_is_hidden_too_when_it_decides_the_order()
    {
        var source = await _lab.WriteAsync(Rows("i * 7919 % 100003", "'b'", "i", "0"), s_schema);
        Assert.Equal(
            new SpliceOutcome.Refused(SpliceRefusal.HiddenOrder), await _lab.SpliceAsync(source with { Schema = s_schema.Select(new HashSet<int> { 1, 2 }) }, s_rules));
    }

    [Fact]
    public async Task A_file_without_a_wholly_allowed_row_group_or_with_too_many_runs_is_rewritten()
    {
        var source = await _lab.WriteAsync(Rows("i", "'b'", "0", "0"), s_schema);
        var even = new Expression.Compare(ComparisonOperator.Equal, 2, new Literal.Text("c"));
        Assert.Equal(new SpliceOutcome.Refused(SpliceRefusal.NothingWhole), await _lab.SpliceAsync(source, ProjectionWorld.Rules(even, 1, 2)));

        var groups = await _lab.WriteAsync("SELECT i AS a, 'b' || (i // 2048 % 2) AS b, 0::BIGINT AS h, {'x': 0::BIGINT} AS s FROM range(2048 * 515) r(i)", s_schema);
        var half =
            Expression.AnyOf(new Expression.Compare(ComparisonOperator.Equal, 2, new Literal.Text("b0")), Expression.IsIn(1, Values(i => (2048L * ((2 * i) + 1)) + 5)));
        Assert.Equal(new SpliceOutcome.Refused(SpliceRefusal.TooManyRuns), await _lab.SpliceAsync(groups, ProjectionWorld.Rules(half, 1, 2)));

        static IEnumerable<Literal> Values(Func<int, long> of) => Enumerable.Range(0, 257).Select(i => new Literal.Integer(of(i)));
    }

    [Fact]
    public async Task A_column_that_is_stored_in_another_way_than_the_table_has_it_is_rewritten()
    {
        var source = await _lab.WriteAsync(Rows("i", "'b'", "0", "i"), s_schema);
        Schema[] others =
        [
            Replaced(1, new IcebergType.Decimal(18, 2)),
            Replaced(2, new IcebergType.Binary()),
            Replaced(4, new IcebergType.Struct([new(5, "y", new IcebergType.Long(), false)])),
            Replaced(4, new IcebergType.Struct([new(6, "x", new IcebergType.Long(), false)])),
            Replaced(4, new IcebergType.Struct([new(5, "x", new IcebergType.Long(), false), new(6, "y", new IcebergType.Long(), false)])),
            Replaced(4, new IcebergType.List(5, new IcebergType.Long(), false)),
        ];
        foreach (var schema in others)
            Assert.Equal(SpliceRefusal.OtherType,
                SplicedForm.Refuse(source with { Schema = schema }, Generation.ProjectedShape.Of(schema, ProjectionWorld.Rules(Expression.True, 1, 2, 4))));
        Assert.IsType<SpliceOutcome.Spliced>(await _lab.SpliceAsync(source, ProjectionWorld.Rules(Expression.True, 1, 2, 4)));
    }

    [Fact]
    public async Task A_footer_of_an_unknown_form_is_rewritten_whatever_it_says_wrong()
    {
        var source = await _lab.WriteAsync(Rows("i", "'b' || i % 7", "0", "0"), s_schema, "ROW_GROUP_SIZE 2048, COMPRESSION zstd");
        var chunk = source.Footer.RowGroups[1].Columns[0];
        var other = source.Footer.RowGroups[1].Columns[1];
        Assert.NotNull(other.DictionaryPageOffset);
        (SpliceRefusal Reason, ParquetFooter Footer)[] forms =
        [
            (SpliceRefusal.ForeignWriter, source.Footer with { CreatedBy = "parquet-mr version 1.13.1" }),
            (SpliceRefusal.ForeignWriter, source.Footer with { CreatedBy = null }),
            (SpliceRefusal.Encrypted, source.Footer with { IsEncrypted = true }),
            (SpliceRefusal.Encrypted, With(source, 0, chunk with { IsEncrypted = true })),
            (SpliceRefusal.UnknownForm, With(source, 0, chunk with { FilePath = "other.parquet" })),
            (SpliceRefusal.UnknownForm, With(source, 0, chunk with { IndexPageOffset = 5 })),
            (SpliceRefusal.UnknownForm, With(source, 0, chunk with { Codec = 8 })),
            (SpliceRefusal.UnknownForm, With(source, 0, chunk with { Codec = -1 })),
            (SpliceRefusal.UnknownForm, With(source, 0, chunk with { Encodings = [0, 10] })),
            (SpliceRefusal.UnknownForm, With(source, 0, chunk with { Type = ParquetType.Int32 })),
            (SpliceRefusal.UnknownForm, With(source, 0, chunk with { ValueCount = 2047 })),
            (SpliceRefusal.UnknownForm, With(source, 0, chunk with { Path = [] })),
            (SpliceRefusal.ChunkBounds, With(source, 0, chunk with { CompressedBytes = chunk.CompressedBytes + 1 })),
            (SpliceRefusal.ChunkBounds, With(source, 0, chunk with { CompressedBytes = long.MaxValue })),
            (SpliceRefusal.ChunkBounds, With(source, 0, chunk with { CompressedBytes = 0 })),
            (SpliceRefusal.ChunkBounds, With(source, 0, chunk with { DictionaryPageOffset = 1, DataPageOffset = chunk.DataPageOffset })),
            (SpliceRefusal.ChunkBounds, With(source, 0, source.Footer.RowGroups[0].Columns[0])),
            (SpliceRefusal.PageForm, With(source, 0, chunk with { CompressedBytes = chunk.CompressedBytes - 1 })),
            (SpliceRefusal.ChunkBounds, With(source, 1, other with { DictionaryPageOffset = null })),
            (SpliceRefusal.ChunkBounds, With(source, 1, other with { DictionaryPageOffset = 0 })),
            (SpliceRefusal.PageForm,
                With(source, 1, other with { DictionaryPageOffset = 0, CompressedBytes = other.StartOffset + other.CompressedBytes - other.DataPageOffset - 1 })),
            (SpliceRefusal.PageForm, With(source, 1, other with { DataPageOffset = other.DataPageOffset + 1 })),
            (SpliceRefusal.PageForm, With(source, 1, other with { CompressedBytes = other.DataPageOffset - other.StartOffset })),
            (SpliceRefusal.PageForm, With(source, 0, chunk with { DictionaryPageOffset = chunk.StartOffset, DataPageOffset = chunk.StartOffset + 1 })),
        ];
        foreach (var (reason, footer) in forms)
            Assert.Equal((reason, new SpliceOutcome.Refused(reason)), (reason, await SpliceAsync(source with { Footer = footer })));
        Assert.IsType<SpliceOutcome.Spliced>(await SpliceAsync(source));
        // Zero is how some writers say that there is no dictionary; where there is none it is one form as good as the other.
        Assert.IsType<SpliceOutcome.Spliced>(await SpliceAsync(source with { Footer = With(
            source, 3, source.Footer.RowGroups[1].Columns[3] with { DictionaryPageOffset = source.Footer.RowGroups[1].Columns[3].DictionaryPageOffset ?? 0 }) }));
    }

    [Fact]
    public async Task A_chunk_with_any_byte_of_a_page_header_changed_is_rewritten_or_spliced_as_it_is_and_never_fails()
    {
        var source = await _lab.WriteAsync(Rows("i", "'b' || i % 7", "0", "0"), s_schema, "ROW_GROUP_SIZE 2048, COMPRESSION zstd");
        var bytes = await File.ReadAllBytesAsync(source.LocalPath);
        var path = Path.Combine(_lab.Folder, "hostile");
        foreach (var chunk in source.Footer.RowGroups[0].Columns)
        {
            ThriftStruct.Read(bytes.AsSpan((int)chunk.StartOffset), out var length);
            for (var bit = 0; bit < length * 8; bit++)
            {
                var hostile = (byte[])bytes.Clone();
                hostile[chunk.StartOffset + (bit / 8)] ^= (byte)(1 << (bit % 8));
                await File.WriteAllBytesAsync(path, hostile);
                using var file = File.OpenHandle(path);
                // Sizes, numbers of values and unknown fields are noticed; what is left are flags, checksums, and what the chunk's own sum cannot know.
                if (PageWalk.UncompressedBytes(file, chunk) is { } size)
                    Assert.InRange(size, 1, chunk.UncompressedBytes + int.MaxValue);
            }
        }
    }

    private Task<SpliceOutcome> SpliceAsync(SourceFile source) => new FileSplicer(
        _lab.Connection, _lab.Contents, new ContentAddressed(_lab.Projections, 0)).SpliceAsync(
        source, new FileClassification([.. source.Footer.RowGroups.Select(g => new RowGroupCount(g.RowCount, g.RowCount))]),
        Generation.ProjectedShape.Of(source.Schema, s_rules), default);

    private static ParquetFooter With(SourceFile source, int leaf, ParquetColumnChunk chunk) => source.Footer with
    {
        RowGroups = [.. source.Footer.RowGroups.Select((g, i) => i == 1 ? g with { Columns = [.. g.Columns.Select((c, l) => l == leaf ? chunk : c)] } : g)],
    };

    private static Schema Replaced(int id, IcebergType type) => new(0, [.. s_schema.Fields.Select(f => f.Id == id ? f with { Type = type } : f)]);

    private static string Rows(string a, string b, string h, string x, int count = 6000) =>
        $"SELECT ({a})::BIGINT AS a, ({b})::VARCHAR AS b, ({h})::BIGINT AS h, {{'x': ({x})::BIGINT}} AS s FROM range({count}) r(i)";
}
