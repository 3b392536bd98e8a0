using Bourse.Iceberg.Erasure;
using Bourse.Iceberg.Expressions;
using Bourse.Iceberg.Maintenance;
using Bourse.Iceberg.Maintenance.Compaction;
using Bourse.Iceberg.Parquet;
using Bourse.Iceberg.Tests.Maintenance.Support;
using Bourse.Iceberg.Writing;
using Bourse.Iceberg.Writing.Rows;

namespace Bourse.Iceberg.Tests.Writing;

public sealed class ParquetLayoutTests : IDisposable
{
    private readonly MaintainedLake _lake = new();

    public void Dispose() => _lake.Dispose();

    [Theory]
    [InlineData(null, 6)]
    [InlineData("zstd", 6)]
    [InlineData("snappy", 1)]
    [InlineData("gzip", 2)]
    [InlineData("lz4", 7)]
    [InlineData("brotli", 4)]
    [InlineData("uncompressed", 0)]
    public async Task Every_file_has_the_codec_that_the_table_asks_for_whoever_writes_it(string? codec, int number)
    {
        await _lake.CreateAsync(null, codec is null ? [] : [(ParquetLayout.CodecProperty, codec)]);
        await _lake.AppendAsync("SELECT i::INTEGER AS id, 'f' || (i % 5) AS fund FROM range(100) r(i)");
        await _lake.ChangeAsync(t => t.UpdateProperties(new TextDictionary([new("write.delete.mode", "merge-on-read")])));
        var table = await _lake.Pointer.LoadAsync();
        var delta = await new RowWriter(_lake.Lake.Connection, table, _lake.Lake.Random).DeleteAsync(new ColumnConditions(table.Metadata.CurrentSchema).Equal("id", 1));
        await _lake.ChangeAsync(t => t.Apply(delta));
        await new DataCompaction(_lake.Table, _lake.Lake.Connection).ApplyDeletesAsync();
        Assert.Equal([number, number, number], await CodecsAsync());

        await new SubjectErasure(_lake.Table, _lake.Lake.Connection).RunAsync(["fund"], ["f3"], new ErasureOptions());
        Assert.Equal([number, number, number], await CodecsAsync());
        Assert.Equal(79, (await _lake.RowsAsync()).Count);
    }

    [Theory]
    [InlineData(122_880)]
    [InlineData(2_048)]
    public async Task Row_groups_are_cut_to_the_size_that_the_table_asks_for(int rowsAtFirst)
    {
        const long target = 300_000;
        await _lake.CreateAsync(null, (ParquetLayout.RowGroupBytesProperty, $"{target}"));
        var table = await _lake.Pointer.LoadAsync();
        const string rows = "SELECT i::INTEGER AS id, md5(i::VARCHAR) AS fund FROM range(60000) r(i)";
        var file = Assert.Single(await new DataFileWriter(_lake.Lake.Connection, _lake.Folder, _lake.Lake.Random)
            .WriteAsync(DataFileRequest.Of(table.Metadata, rows) with { RowGroupRows = rowsAtFirst }));
        await _lake.ChangeAsync(t => t.Append([file]));

        var groups = ParquetFooter.ReadFile(await _lake.Folder.LocalPathAsync(file.Path)).RowGroups;
        Assert.True(groups.Count > 3);
        Assert.All(groups.SkipLast(1), g => Assert.InRange(g.Columns.Sum(c => c.CompressedBytes), target * 3 / 4, target * 5 / 4));
        Assert.Equal(groups.Select(g => g.StartOffset), file.SplitOffsets!);
        Assert.Equal(_lake.Lake.Text(rows), await _lake.RowsAsync());
        Assert.Single(Directory.GetFiles(_lake.Lake.Folder, "*.parquet", SearchOption.AllDirectories));
    }

    [Theory]
    [InlineData(ParquetLayout.CodecProperty, "lzo", "'zstd' or 'snappy' or 'gzip' or 'lz4' or 'brotli' or 'uncompressed'",
        "one of zstd, snappy, gzip, lz4, brotli, uncompressed")]
    [InlineData(ParquetLayout.RowGroupBytesProperty, "0", "a number of bytes above 0", "a whole number from 1 up")]
    [InlineData(WriteProperties.TargetFileSize, "1 GB", "a number of bytes above 0", "a whole number from 1 up")]
    public async Task A_value_that_is_not_known_is_refused_by_name(string property, string value, string toWriters, string toMaintenance)
    {
        await _lake.CreateAsync(null, (property, value));
        var table = await _lake.Pointer.LoadAsync();
        var writing = Assert.Throws<ArgumentException>(() => DataFileRequest.Of(table.Metadata, "SELECT 1 AS id"));
        var maintaining = await Assert.ThrowsAsync<MaintenanceException>(() => new DataCompaction(_lake.Table, _lake.Lake.Connection).RunAsync(dryRun: true));

        Assert.Equal($"The table's property '{property}' is '{value}'; it must be {toWriters}.", writing.Message);
        Assert.Equal($"The table's properties cannot be followed: {property}: must be {toMaintenance}.", maintaining.Message);
    }

    private async Task<List<int>> CodecsAsync()
    {
        var codecs = new List<int>();
        foreach (var file in (await _lake.FilesAsync()).Where(f => f.EndsWith(".parquet", StringComparison.Ordinal)))
            codecs.Add(
                Assert.Single(ParquetFooter.ReadFile(await _lake.Folder.LocalPathAsync(file)).RowGroups.SelectMany(g => g.Columns).Select(c => c.Codec).Distinct()));
        return codecs;
    }
}
