using Bourse.DuckDb;
using Bourse.Iceberg;
using Bourse.Iceberg.Expressions;
using Bourse.Iceberg.Manifests;
using Bourse.Iceberg.Schemas;
using Bourse.Projection.Footers;
using Bourse.Projection.Tests.Support;

namespace Bourse.Projection.Tests.Footers;

/// <summary>A file that may be seen whole is served as it is only if it holds nothing beside the cells.</summary>
public sealed class ForeignContentTests
{
    private const string Rows = "SELECT i::INTEGER AS id, 'F' || (i % 3) AS fund FROM range(500) r(i)";
    private const string Options = "FORMAT parquet, COMPRESSION zstd, FIELD_IDS {'id': 1, 'fund': 2}";

    private static readonly Schema Columns = new(0, [new(1, "id", new IcebergType.Int(), false), new(2, "fund", new IcebergType.String(), false)]);

    [Fact]
    public async Task A_file_as_the_engine_writes_it_has_no_foreign_content()
    {
        await using var world = await ProjectionWorld.CreateAsync(Columns);
        Assert.Null(ForeignContent.Find(Write(world, Options)));
        Assert.Null(ForeignContent.Find(Write(world, Options + ", ROW_GROUP_SIZE 2048, WRITE_BLOOM_FILTER false")));
        Assert.Null(ForeignContent.Find(Write(world, "FORMAT parquet, PARQUET_VERSION v2, FIELD_IDS {'id': 1, 'fund': 2}")));
    }

    [Fact]
    public async Task Key_values_are_foreign()
    {
        await using var world = await ProjectionWorld.CreateAsync(Columns);
        Assert.Equal("the footer has key-values", ForeignContent.Find(Write(world, Options + ", KV_METADATA {note: 'secret'}")));
    }

    [Fact]
    public async Task Bytes_that_no_part_of_the_footer_explains_are_foreign_wherever_they_lie()
    {
        await using var world = await ProjectionWorld.CreateAsync(Columns);
        var path = Write(world, Options);
        var bytes = await File.ReadAllBytesAsync(path);
        var footer = BitConverter.ToInt32(bytes, bytes.Length - 8);
        await File.WriteAllBytesAsync(path, [.. bytes[..(bytes.Length - 8 - footer)], .. "secret"u8, .. bytes[(bytes.Length - 8 - footer)..]]);
        Assert.Equal("the file has bytes that its footer does not explain", ForeignContent.Find(path));
        await File.WriteAllBytesAsync(path, [.. bytes[..^8], .. "secret"u8, .. BitConverter.GetBytes(footer + 6), .. "PAR1"u8]);
        Assert.Equal("the footer has bytes after its end", ForeignContent.Find(path));
    }

    [Fact]
    public async Task What_is_no_Parquet_file_is_refused()
    {
        await using var world = await ProjectionWorld.CreateAsync(Columns);
        var path = Path.Combine(world.Folder, "x.parquet");
        await File.WriteAllBytesAsync(path, "PAR1"u8.ToArray());
        Assert.Equal("The file is too short for Parquet.", Assert.Throws<IcebergFormatException>(() => ForeignContent.Find(path)).Message);
        await File.WriteAllBytesAsync(path, [.. "PAR1"u8, 255, 255, 255, 255, .. "PAR1"u8]);
        Assert.Equal("The file does not begin and end like Parquet.", Assert.Throws<IcebergFormatException>(() => ForeignContent.Find(path)).Message);
    }

    [Fact]
    public async Task A_damaged_footer_is_refused_or_foreign_and_never_taken_for_clean()
    {
        await using var world = await ProjectionWorld.CreateAsync(Columns);
        var bytes = await File.ReadAllBytesAsync(Write(world, Options));
        var length = BitConverter.ToInt32(bytes, bytes.Length - 8);
        var footer = bytes[^(8 + length)..^8];
        for (var at = 0; at < length; at++)
        {
            // Cut anywhere, a footer has no end.
            Assert.Throws<IcebergFormatException>(() => ForeignContent.Find(footer.AsSpan(0, at), dataEnd: bytes.Length - 8 - length));
            for (var bit = 0; bit < 8; bit++)
            {
                var hostile = (byte[])footer.Clone();
                hostile[at] ^= (byte)(1 << bit);
                try
                {
                    ForeignContent.Find(hostile, dataEnd: bytes.Length - 8 - length);
                }
                catch (IcebergFormatException)
                {
                    // The only failure that is allowed.
                }
            }
        }
    }

    [Theory]
    [InlineData(Options, true)]
    [InlineData(Options + ", KV_METADATA {note: 'secret'}", false)]
    public async Task A_file_with_foreign_content_is_not_served_as_it_is_although_all_of_its_cells_are_allowed(string options, bool shared)
    {
        await using var world = await ProjectionWorld.CreateAsync(Columns);
        var local = world.Lakehouse.NewTemporaryPath(".parquet");
        world.Connection.Execute($"COPY ({Rows}) TO {Sql.Literal(local)} ({options})");
        var size = new FileInfo(local).Length;
        var location = $"{world.Source.Metadata.Location}/data/foreign.parquet";
        await world.SourceFiles.AdoptAsync(location, local);
        await world.CommitAsync(world.Begin().Append([new DataFile { Path = location, SpecId = 0, Partition = [], RecordCount = 500, FileSizeBytes = size }]));

        var table = await world.ServeAsync(ProjectionWorld.Rules(Expression.True, 1, 2), 1);
        Assert.Equal(shared ? 0 : 1, (await world.StoredAsync("virtual/")).Count);
        using var copy = await ClientCopy.DownloadAsync(world.Served, table);
        Assert.Equal(500, table.RowCount);
        var file = copy.PathOf(Assert.Single(copy.Objects.Keys, k => k.EndsWith(".parquet", StringComparison.Ordinal)));
        Assert.Equal(0, world.Connection.QuerySingle<long>($"SELECT count(*) FROM parquet_kv_metadata({Sql.Literal(file)})"));
    }

    private static string Write(ProjectionWorld world, string options)
    {
        var path = Path.Combine(world.Folder, "x.parquet");
        world.Connection.Execute($"COPY ({Rows}) TO {Sql.Literal(path)} ({options})");
        return path;
    }
}
