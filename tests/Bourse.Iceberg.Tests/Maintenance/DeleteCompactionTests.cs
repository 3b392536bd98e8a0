using Bourse.Iceberg.Maintenance.Compaction;
using Bourse.Iceberg.Maintenance.Deletes;
using Bourse.Iceberg.Manifests;
using Bourse.Iceberg.Tests.Maintenance.Support;
using Bourse.Storage;

namespace Bourse.Iceberg.Tests.Maintenance;

[Collection(nameof(FaultPoint))]
public sealed class DeleteCompactionTests : IDisposable
{
    private readonly MaintainedLake _lake = new();

    public void Dispose() => _lake.Dispose();

    [Fact]
    public async Task Small_position_deletes_become_one_and_the_rows_stay()
    {
        var files = await TwoFilesAsync(_lake);
        await _lake.DeletePositionsAsync(files[0], 0);
        await _lake.DeletePositionsAsync(files[1], 1);
        await _lake.DeletePositionsAsync(files[0], 2);
        Assert.Equal(["2|∅", "4|∅", "6|∅"], await _lake.RowsAsync());

        var report = await Deletes(_lake).RunAsync(dryRun: false);
        Assert.Equal((1, 3L, 1L), (report.Commits, report.FilesRemoved, report.FilesAdded));
        Assert.Equal(["2|∅", "4|∅", "6|∅"], await _lake.RowsAsync());
        var merged = Assert.Single((await _lake.TasksAsync()).SelectMany(t => t.Deletes).DistinctBy(d => d.Path));
        Assert.Equal((FileContent.PositionDeletes, 3L), (merged.Content, merged.RecordCount));
        Assert.Equal("1", (await _lake.Pointer.LoadAsync()).Metadata.CurrentSnapshot!.Summary["total-delete-files"]);
        Assert.Equal(0, (await Deletes(_lake).RunAsync(dryRun: false)).Commits);
    }

    [Fact]
    public async Task Deletes_that_apply_to_no_file_leave_the_table_and_positions_of_files_that_are_gone_leave_merged_ones()
    {
        var files = await TwoFilesAsync(_lake);
        await _lake.DeletePositionsAsync(files[0], 0);
        await _lake.DeletePositionsAsync(files[1], 1);
        await _lake.DeleteEqualAsync("SELECT CAST(6 AS INTEGER) AS id", 1);
        await new DataCompaction(_lake.Table, _lake.Lake.Connection).ApplyDeletesAsync();
        Assert.Equal(["2|∅", "3|∅", "4|∅"], await _lake.RowsAsync());
        var late = (await _lake.TasksAsync()).Single(t => t.File.RecordCount == 2 && t.File.Path != files[0].Path).File;
        await _lake.DeletePositionsAsync(late, 0);

        var report = await Deletes(_lake).RunAsync(dryRun: false);
        Assert.Equal((1, 3L, 0L), (report.Commits, report.FilesRemoved, report.FilesAdded));
        Assert.Single(await DeleteFilesAsync());
        Assert.Equal(2, (await _lake.RowsAsync()).Count);
    }

    [Fact]
    public async Task Deletes_that_become_needed_meanwhile_stay()
    {
        await _lake.CreateAsync();
        await _lake.AppendAsync("SELECT 1 AS id");
        var before = await _lake.Pointer.LoadAsync();
        await _lake.DeleteEqualAsync("SELECT CAST(1 AS INTEGER) AS id", 1);
        Assert.Equal(0, (await Deletes(_lake).RunAsync(dryRun: false)).Commits);
        Assert.Empty(await _lake.RowsAsync());
        Assert.Equal(["1|∅"], await _lake.Lake.RowsAsync(before));
    }

    [Fact]
    public async Task A_run_that_dies_at_any_call_brings_no_deleted_row_back()
    {
        for (var dieAt = 0; ; dieAt++)
        {
            using var lake = new MaintainedLake();
            var files = await TwoFilesAsync(lake);
            await lake.DeletePositionsAsync(files[0], 0);
            await lake.DeletePositionsAsync(files[1], 1);
            await lake.DeleteEqualAsync("SELECT CAST(99 AS INTEGER) AS id", 1);
            var died = await Dying.AtCallAsync(lake, dieAt, () => Deletes(lake).RunAsync(dryRun: false));
            Assert.Equal(["2|∅", "3|∅", "4|∅", "6|∅"], await lake.RowsAsync());
            await Deletes(lake).RunAsync(dryRun: false);
            Assert.Equal(["2|∅", "3|∅", "4|∅", "6|∅"], await lake.RowsAsync());
            if (!died)
            {
                Assert.InRange(dieAt, 20, 150);
                break;
            }
        }
    }

    private static async Task<IReadOnlyList<DataFile>> TwoFilesAsync(MaintainedLake lake)
    {
        await lake.CreateAsync();
        await lake.AppendAsync("SELECT * FROM (VALUES (1), (2), (3)) v(id)");
        await lake.AppendAsync("SELECT * FROM (VALUES (4), (5), (6)) v(id)");
        var first = await lake.TasksAsync();
        return [.. first.OrderBy(t => t.SequenceNumber).Select(t => t.File)];
    }

    private async Task<List<ManifestEntry>> DeleteFilesAsync()
    {
        var table = await _lake.Pointer.LoadAsync();
        var entries = await new Iceberg.Maintenance.Rewriting.LiveManifests(_lake.Folder).ReadAllAsync(table.Metadata, default);
        return [.. entries.Where(e => e.File.Content != FileContent.Data)];
    }

    private static DeleteCompaction Deletes(MaintainedLake lake) => new(lake.Table, lake.Lake.Connection);
}
