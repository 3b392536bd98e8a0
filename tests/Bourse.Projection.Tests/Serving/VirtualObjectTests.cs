using Bourse.Iceberg;
using Bourse.Iceberg.Expressions;
using Bourse.Iceberg.Parquet;
using Bourse.Projection.Tests.Support;
using Bourse.Storage;

namespace Bourse.Projection.Tests.Serving;

public sealed class VirtualObjectTests
{
    // Some megabytes that do not compress; the first rows of the second row group are hidden, and three columns.
    private const string Rows =
        """
        SELECT 'F' AS fund_id, DATE '2026-01-01' AS valid_date, i + (hash(i) % 1000000) / 1000001::DOUBLE AS nav, CASE WHEN i BETWEEN 122880 AND 123000 THEN 'US' ELSE 'EU' END AS region,
               'M' || (i * 7919 % 10007) AS manager_marker_column, (hash(i) % 1000000)::BIGINT AS fee
        FROM range(3 * 122880) r(i)
        """;

    private static readonly Access.Authorization.RuleSet s_rules = ProjectionWorld.Rules(Funds.InRegion("EU"), Funds.Visible);

    [Fact]
    public async Task Any_range_is_that_part_of_the_whole()
    {
        await using var world = await ProjectionWorld.CreateAsync(Funds.Schema);
        var (table, item) = await ServeAsync(world);
        using var copy = await ClientCopy.DownloadAsync(world.Served, table);
        var whole = copy.Objects[item.Key];
        Assert.InRange(whole.Length, 2 << 20, int.MaxValue);

        var random = new Random(11);
        for (var i = 0; i < 200; i++)
        {
            var offset = random.Next(whole.Length + 1);
            var length = random.Next(3) == 0 ? random.Next(50) : random.Next(whole.Length + 1);
            length = Math.Min(length, whole.Length - offset);
            var read = await ReadAsync(world, item, offset, length);
            Assert.True(whole.AsSpan(offset, length).SequenceEqual(read));
        }
        Assert.Equal(whole, await File.ReadAllBytesAsync(await world.Served.LocalPathAsync(item)));
    }

    [Fact]
    public async Task The_manifest_tells_the_size_rows_and_row_groups_of_the_virtual_object()
    {
        await using var world = await ProjectionWorld.CreateAsync(Funds.Schema);
        var (table, item) = await ServeAsync(world);
        using var copy = await ClientCopy.DownloadAsync(world.Served, table);
        var footer = ParquetFooter.ReadFile(copy.PathOf(item.Key));

        var file = Assert.Single(await copy.Table.Scan().PlanFilesAsync(Expression.True)).File;

        Assert.Equal((item.Length, (3 * 122_880) - 121L), (file.FileSizeBytes, file.RecordCount));
        Assert.Equal([122_880L, 122_759L, 122_880L], footer.RowGroups.Select(g => g.RowCount));
        Assert.Equal(footer.RowGroups.Select(g => g.StartOffset).ToValueList(), file.SplitOffsets);
        Assert.Equal(Funds.Visible, file.Columns.Keys);
        Assert.All(file.Columns.Values, c => Assert.Equal((file.RecordCount, 0L), (c.ValueCount, c.NullCount)));
        Assert.All(file.Columns.Values, c => Assert.NotNull(c.LowerBound));
    }

    [Fact]
    public async Task A_damaged_block_of_the_original_is_never_served_and_the_others_are()
    {
        await using var world = await ProjectionWorld.CreateAsync(Funds.Schema);
        var (_, item) = await ServeAsync(world);
        var path = await world.Source.Files.LocalPathAsync((await world.Source.Scan().PlanFilesAsync(Expression.True)).Single().File.Path);
        var bytes = await File.ReadAllBytesAsync(path);
        var original = (byte[])bytes.Clone();
        // Somewhere in the column nav of the first row group, which starts near the beginning of the object too.
        var nav = ParquetFooter.ReadFile(path).RowGroups[0].Columns[2];
        bytes[nav.StartOffset + nav.CompressedBytes - 10] ^= 1;
        await ReplaceAsync(path, bytes);

        var damaged = await Assert.ThrowsAsync<CorruptObjectException>(() => ReadAsync(world, item, 0, (int)item.Length));
        Assert.Equal((ObjectKey.Parse(item.Content.Key), 0), (damaged.Key, damaged.Block));
        await Assert.ThrowsAsync<CorruptObjectException>(async () => await world.Served.LocalPathAsync(item));
        Assert.Equal(8, (await ReadAsync(world, item, item.Length - 8, 8)).Length);

        await ReplaceAsync(path, original);
        Assert.Equal(item.Length, (await ReadAsync(world, item, 0, (int)item.Length)).Length);
        await ReplaceAsync(path, bytes);
        await Assert.ThrowsAsync<CorruptObjectException>(() => ReadAsync(world, item, 0, (int)item.Length));
    }

    [Theory]
    [InlineData("footers/")]
    [InlineData("virtual/")]
    [InlineData("pieces/")]
    public async Task Damage_of_what_we_stored_for_it_is_never_served(string prefix)
    {
        await using var world = await ProjectionWorld.CreateAsync(Funds.Schema);
        var (_, item) = await ServeAsync(world);
        var path = await world.Projections.LocalPathAsync(ObjectKey.Parse(Assert.Single(await world.StoredAsync(prefix))));
        var bytes = await File.ReadAllBytesAsync(path);
        bytes[bytes.Length / 2] ^= 1;
        await ReplaceAsync(path, bytes);
        Assert.True(await Record.ExceptionAsync(() => ReadAsync(world, item, 0, (int)item.Length)) is DamagedContentException or CorruptObjectException);
    }

    [Fact]
    public async Task An_original_that_is_gone_is_an_error_of_the_store()
    {
        await using var world = await ProjectionWorld.CreateAsync(Funds.Schema);
        var (_, item) = await ServeAsync(world);
        File.Delete(await world.Source.Files.LocalPathAsync((await world.Source.Scan().PlanFilesAsync(Expression.True)).Single().File.Path));
        await Assert.ThrowsAsync<ObjectNotFoundException>(() => ReadAsync(world, item, 0, (int)item.Length));
    }

    [Fact]
    public async Task A_process_that_starts_anew_and_a_second_agreement_serve_the_same_bytes_and_write_nothing_again()
    {
        await using var world = await ProjectionWorld.CreateAsync(Funds.Schema);
        var (_, item) = await ServeAsync(world);
        var bytes = await ReadAsync(world, item, 0, (int)item.Length);
        await world.RestartAsync();

        var again = (await world.FindAsync())!.Objects.Single(o => o.Key == item.Key);
        Assert.Equal(item, again);
        Assert.Equal(bytes, await ReadAsync(world, again, 0, (int)again.Length));
        var other = await world.ServeAsync(s_rules, 1, ProjectionWorld.Another);
        var shared = other.Objects.Single(o => o.Key.EndsWith(".parquet", StringComparison.Ordinal));
        Assert.Equal(bytes, await ReadAsync(world, shared, 0, (int)shared.Length));
        Assert.NotEqual(item.ETag, shared.ETag);
        Assert.Equal((1, 1, 1), ((await world.StoredAsync("footers/")).Count, (await world.StoredAsync("virtual/")).Count, (await world.StoredAsync("pieces/")).Count));
    }

    private static async Task<(ProjectedTable Table, ProjectedObject Item)> ServeAsync(ProjectionWorld world)
    {
        await world.AppendAsync(Rows);
        var table = await world.ServeAsync(s_rules, 1);
        var item = Assert.Single(table.Objects, o => o.Key.EndsWith(".parquet", StringComparison.Ordinal));
        Assert.IsType<VirtualContent>(item.Content);
        return (table, item);
    }

    private static async Task<byte[]> ReadAsync(ProjectionWorld world, ProjectedObject item, long offset, int length)
    {
        await using var stream = await world.Served.OpenReadAsync(item, offset, length);
        using var target = new MemoryStream();
        await stream.CopyToAsync(target);
        Assert.Equal(length, target.Length);
        return target.ToArray();
    }

    // Stored files may be read-only; their folder is not.
    private static Task ReplaceAsync(string path, byte[] bytes)
    {
        File.Delete(path);
        return File.WriteAllBytesAsync(path, bytes);
    }
}
