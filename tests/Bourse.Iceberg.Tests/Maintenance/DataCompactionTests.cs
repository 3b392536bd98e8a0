using Bourse.Iceberg.Expressions;
using Bourse.Iceberg.Maintenance.Compaction;
using Bourse.Iceberg.Maintenance.Deletes;
using Bourse.Iceberg.Manifests;
using Bourse.Iceberg.Metadata;
using Bourse.Iceberg.Partitioning;
using Bourse.Iceberg.Tests.Maintenance.Support;
using Bourse.Iceberg.Writing;
using Bourse.Iceberg.Writing.Deltas;
using Bourse.Storage;

namespace Bourse.Iceberg.Tests.Maintenance;

[Collection(nameof(FaultPoint))]
public sealed class DataCompactionTests : IDisposable
{
    private static readonly PartitionSpec ByFund = new(0, [new(2, 1000, "fund", new Transform.Identity())]);

    private readonly MaintainedLake _lake = new();

    public void Dispose() => _lake.Dispose();

    [Fact]
    public async Task Small_files_of_a_partition_become_one_and_a_second_run_finds_nothing()
    {
        await _lake.CreateAsync(ByFund);
        for (var i = 0; i < 6; i++)
            await _lake.AppendAsync($"SELECT {i} AS id, 'a' AS fund UNION ALL SELECT {i} + 10, 'b'" + (i < 2 ? $" UNION ALL SELECT {i} + 20, NULL" : ""));
        var rows = await _lake.RowsAsync();
        var before = (await _lake.Pointer.LoadAsync()).Metadata.CurrentSnapshot!;

        var report = await Compaction(_lake).RunAsync(dryRun: false);
        Assert.Equal((1, 12L, 2L), (report.Commits, report.FilesRemoved, report.FilesAdded));
        Assert.Equal(rows, await _lake.RowsAsync());
        Assert.Equal(rows, await _lake.RowsAsync(before));
        var table = await _lake.Pointer.LoadAsync();
        var tasks = await table.Scan().PlanFilesAsync(Expression.True);
        Assert.Equal(["∅", "∅", "a", "b"],
            tasks.Select(t => (t.File.Partition[0] as Literal.Text)?.Value ?? "∅").OrderByDescending(t => t == "∅").ThenBy(t => t, StringComparer.Ordinal));
        Assert.All(tasks.Where(t => t.File.Partition[0] is not null), t => Assert.Equal((6L, before.SequenceNumber), (t.File.RecordCount, t.SequenceNumber)));
        Assert.Equal("replace", table.Metadata.CurrentSnapshot!.Operation);
        Assert.Equal(("4", "14"), (table.Metadata.CurrentSnapshot.Summary["total-data-files"], table.Metadata.CurrentSnapshot.Summary["total-records"]));

        report = await Compaction(_lake).RunAsync(dryRun: false);
        Assert.Equal((0, table.MetadataLocation), (report.Commits, _lake.Pointer.Location));
    }

    [Fact]
    public async Task Rows_appended_and_compacted_since_a_delete_was_planned_are_still_rows_that_it_has_not_seen()
    {
        await _lake.CreateAsync(properties: [("bourse.maintenance.compaction.min-input-files", "2")]);
        await _lake.AppendAsync("SELECT 1 AS id, 'a' AS fund");
        var read = await _lake.Pointer.LoadAsync();
        var condition = ConditionText.Parse("id = 2", read.Metadata.CurrentSchema);
        var delete = TableTransaction.Begin(read, _lake.Lake.Time, _lake.Lake.Random)
            .Apply(new RowDelta { ReadSnapshotId = read.Metadata.CurrentSnapshotId, NoneAddedWhere = condition });
        await _lake.AppendAsync("SELECT 2 AS id, 'a' AS fund");
        Assert.Equal(1, (await Compaction(_lake).RunAsync(dryRun: false)).Commits);

        Assert.IsType<CommitConflict.RowsAdded>(await delete.RebaseAsync(await _lake.Pointer.LoadAsync()));
    }

    [Fact]
    public async Task Each_group_is_a_commit_and_what_a_run_that_died_committed_is_not_done_again()
    {
        await _lake.CreateAsync(ByFund, ("bourse.maintenance.compaction.max-group-bytes", "1"), ("bourse.maintenance.compaction.min-input-files", "2"));
        for (var i = 0; i < 2; i++)
            await _lake.AppendAsync($"SELECT {i} AS id, 'a' AS fund UNION ALL SELECT {i}, 'b' UNION ALL SELECT {i}, 'c'");
        var rows = await _lake.RowsAsync();
        var moves = 0;
        await Dying.WhenAsync(_lake, name => name == "move" && ++moves == 2, () => Compaction(_lake).RunAsync(dryRun: false));
        Assert.Equal(3, (await _lake.Pointer.LoadAsync()).Metadata.Snapshots.Count);
        Assert.Equal(rows, await _lake.RowsAsync());
        var report = await Compaction(_lake).RunAsync(dryRun: false);
        Assert.Equal((2, 4L, 2L), (report.Commits, report.FilesRemoved, report.FilesAdded));
        Assert.Equal(rows, await _lake.RowsAsync());
    }

    [Fact]
    public async Task Sorting_orders_a_partition_over_all_its_files_by_the_tables_sort_order()
    {
        var table = await _lake.CreateAsync(properties: [("bourse.maintenance.compaction", "sort"), ("write.target-file-size-bytes", "1500")]);
        var order = new SortOrder(1, [new SortField(1, new Transform.Identity(), Descending: true, NullsFirst: false)]);
        await _lake.Pointer.TryMoveAsync(table, table.Metadata with { SortOrders = table.Metadata.SortOrders.Add(order), DefaultSortOrderId = 1 });
        await _lake.AppendAsync("SELECT CAST((i * 7) % 500 AS INTEGER) AS id, md5(i::VARCHAR) AS fund FROM range(500) t(i)");
        await _lake.AppendAsync("SELECT CAST(500 + i AS INTEGER) AS id, 'x' AS fund FROM range(100) t(i)");
        var rows = await _lake.RowsAsync();
        var report = await Compaction(_lake).RunAsync(dryRun: false);
        Assert.InRange(report.FilesAdded, 2, 20);
        Assert.Equal(rows, await _lake.RowsAsync());
        var files = (await (await _lake.Pointer.LoadAsync()).Scan().PlanFilesAsync(Expression.True)).Select(t => t.File).ToList();
        Assert.All(files, f => Assert.Equal(1, f.SortOrderId));
        var ranges = files.Select(f => (Low: Bound(f.Columns[1].LowerBound), High: Bound(f.Columns[1].UpperBound))).OrderBy(r => r.Low).ToList();
        for (var i = 1; i < ranges.Count; i++)
            Assert.True(ranges[i - 1].High < ranges[i].Low);
        Assert.Equal(0, (await Compaction(_lake).RunAsync(dryRun: false)).Commits);

        static int Bound(ValueList<byte>? bytes) => BitConverter.ToInt32(bytes!.AsSpan());
    }

    [Fact]
    public async Task A_writer_that_appends_meanwhile_keeps_its_rows_and_one_that_replaces_the_files_wins()
    {
        await _lake.CreateAsync(properties: [("bourse.maintenance.compaction.min-input-files", "2")]);
        await _lake.AppendAsync("SELECT 1 AS id");
        await _lake.AppendAsync("SELECT 2 AS id");
        _lake.Meanwhile(() => _lake.AppendAsync("SELECT 3 AS id"));
        Assert.Equal(1, (await Compaction(_lake).RunAsync(dryRun: false)).Commits);
        Assert.Equal(["1|∅", "2|∅", "3|∅"], await _lake.RowsAsync());

        _lake.Meanwhile(() => _lake.OverwriteAsync("SELECT 9 AS id"));
        Assert.Equal(0, (await Compaction(_lake).RunAsync(dryRun: false)).Commits);
        Assert.Equal(["9|∅"], await _lake.RowsAsync());
        // What the lost group wrote is gone again.
        Assert.Equal(5, (await _lake.FilesAsync()).Count(f => f.EndsWith(".parquet", StringComparison.Ordinal)));
    }

    [Fact]
    public async Task A_compaction_that_dies_at_any_call_loses_no_row_and_can_be_run_again()
    {
        for (var dieAt = 0; ; dieAt++)
        {
            using var lake = new MaintainedLake();
            await lake.CreateAsync(properties: [("bourse.maintenance.compaction.min-input-files", "2")]);
            await lake.AppendAsync("SELECT 1 AS id");
            await lake.AppendAsync("SELECT 2 AS id");
            var died = await Dying.AtCallAsync(lake, dieAt, () => Compaction(lake).RunAsync(dryRun: false));
            Assert.Equal(["1|∅", "2|∅"], await lake.RowsAsync());
            await Compaction(lake).RunAsync(dryRun: false);
            Assert.Equal(["1|∅", "2|∅"], await lake.RowsAsync());
            Assert.Single(await (await lake.Pointer.LoadAsync()).Scan().PlanFilesAsync(Expression.True));
            if (!died)
            {
                Assert.InRange(dieAt, 20, 100);
                break;
            }
        }
    }

    [Fact]
    public async Task Files_with_deletes_are_rewritten_without_the_deleted_rows_whatever_their_size()
    {
        await _lake.CreateAsync();
        await _lake.AppendAsync("SELECT * FROM (VALUES (1, 'a'), (2, 'b'), (3, NULL), (4, 'd')) v(id, fund)");
        await _lake.AppendAsync("SELECT 5 AS id, 'e' AS fund");
        await _lake.DeletePositionsAsync((await _lake.TasksAsync()).Single(t => t.File.RecordCount == 4).File, 0);
        await _lake.DeleteEqualAsync("SELECT CAST(NULL AS VARCHAR) AS fund", 2);
        Assert.Equal(["2|b", "4|d", "5|e"], await _lake.RowsAsync());

        var report = await Compaction(_lake).RunAsync(dryRun: false);
        Assert.Equal((1, 2L, 1L), (report.Commits, report.FilesRemoved, report.FilesAdded));
        Assert.Equal(["2|b", "4|d", "5|e"], await _lake.RowsAsync());
        var task = Assert.Single(await _lake.TasksAsync());
        Assert.Equal(3, task.File.RecordCount);
        await new DeleteCompaction(_lake.Table, _lake.Lake.Connection).DropDanglingAsync();
        Assert.Empty((await _lake.TasksAsync()).Single().Deletes);
        Assert.All(await (await _lake.Pointer.LoadAsync()).Scan().ManifestsAsync(), m => Assert.True(m.Content == ManifestContent.Data || !m.HasLiveFiles));
    }

    [Fact]
    public async Task A_file_whose_rows_are_all_deleted_leaves_none()
    {
        await _lake.CreateAsync();
        await _lake.AppendAsync("SELECT 1 AS id");
        await _lake.DeleteEqualAsync("SELECT CAST(1 AS INTEGER) AS id", 1);
        var report = await Compaction(_lake).ApplyDeletesAsync();
        Assert.Equal((1, 1L, 0L), (report.Commits, report.FilesRemoved, report.FilesAdded));
        Assert.Empty(await _lake.TasksAsync());
        Assert.Empty(await _lake.RowsAsync());
    }

    [Fact]
    public async Task Equality_deletes_that_arrive_meanwhile_apply_to_the_rewritten_file()
    {
        await _lake.CreateAsync(properties: [("bourse.maintenance.compaction.min-input-files", "2")]);
        await _lake.AppendAsync("SELECT 1 AS id");
        await _lake.AppendAsync("SELECT 2 AS id");
        _lake.Meanwhile(() => _lake.DeleteEqualAsync("SELECT CAST(1 AS INTEGER) AS id", 1));
        Assert.Equal(1, (await Compaction(_lake).RunAsync(dryRun: false)).Commits);
        Assert.Equal(["2|∅"], await _lake.RowsAsync());
        Assert.Single((await _lake.TasksAsync()).Single().Deletes);
    }

    [Fact]
    public async Task Position_deletes_that_arrive_meanwhile_make_the_group_begin_anew()
    {
        await _lake.CreateAsync(properties: [("bourse.maintenance.compaction.min-input-files", "2")]);
        await _lake.AppendAsync("SELECT * FROM (VALUES (1), (2)) v(id)");
        await _lake.AppendAsync("SELECT 3 AS id");
        var file = (await _lake.TasksAsync()).Single(t => t.File.RecordCount == 2).File;
        _lake.Meanwhile(() => _lake.DeletePositionsAsync(file, 1));
        Assert.Equal((1, 2L, 1L), await ShapeAsync());
        Assert.Equal(["1|∅", "3|∅"], await _lake.RowsAsync());
        // Two data files, a delete file, one rewritten: the first attempt's file is gone.
        Assert.Equal(4, (await _lake.FilesAsync()).Count(f => f.EndsWith(".parquet", StringComparison.Ordinal)));

        async Task<(int, long, long)> ShapeAsync()
        {
            var report = await Compaction(_lake).RunAsync(dryRun: false);
            return (report.Commits, report.FilesRemoved, report.FilesAdded);
        }
    }

    private static DataCompaction Compaction(MaintainedLake lake) => new(lake.Table, lake.Lake.Connection);
}
