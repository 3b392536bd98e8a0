using Bourse.Iceberg.Expressions;
using Bourse.Iceberg.Maintenance.Compaction;
using Bourse.Iceberg.Maintenance.Expiry;
using Bourse.Iceberg.Metadata;
using Bourse.Iceberg.Scanning;
using Bourse.Iceberg.Scanning.Incremental;
using Bourse.Iceberg.Tests.Maintenance.Support;

namespace Bourse.Iceberg.Tests.Scanning.Incremental;

public sealed class AppendScanTests : IDisposable
{
    private readonly MaintainedLake _lake = new();

    public void Dispose() => _lake.Dispose();

    [Fact]
    public async Task Rows_appended_after_a_snapshot_are_read_once_whatever_compaction_did_with_them()
    {
        var table = await AppendThreeAsync();
        await new DataCompaction(_lake.Table, _lake.Lake.Connection).RunAsync(dryRun: false);
        table = await _lake.AppendAsync("SELECT 4 AS id, 'd' AS fund");
        Assert.Equal("replace", table.Metadata.Snapshots[3].Operation);

        Assert.Equal(["1|a", "2|b", "3|c", "4|d"], await RowsAsync(table.ScanAppends(null)));
        Assert.Equal(["2|b", "3|c", "4|d"], await RowsAsync(table.ScanAppends(table.Metadata.Snapshots[0])));
        Assert.Equal(["2|b", "3|c"], await RowsAsync(table.ScanAppends(table.Metadata.Snapshots[0], table.Metadata.Snapshots[3])));
        Assert.Equal(["4|d"], await RowsAsync(table.ScanAppends(table.Metadata.Snapshots[2])));
        Assert.Empty(await RowsAsync(table.ScanAppends(table.Metadata.CurrentSnapshot)));

        // A condition prunes files and filters rows.
        var three = new ColumnConditions(table.Metadata.CurrentSchema).Compare("id", ComparisonOperator.Equal, 3);
        Assert.Single(await table.ScanAppends(null).PlanFilesAsync(three));
        Assert.Equal(["3|c"], _lake.Lake.Text((await table.ScanAppends(null).ToQueryAsync(three)).Sql));
    }

    [Fact]
    public async Task A_snapshot_that_removed_rows_is_refused_by_name_or_skipped_when_told_to()
    {
        await AppendThreeAsync();
        await _lake.DeleteEqualAsync("SELECT CAST(1 AS INTEGER) AS id", 1);
        await _lake.OverwriteAsync("SELECT 9 AS id, 'z' AS fund");
        var table = await _lake.AppendAsync("SELECT 4 AS id, 'd' AS fund");

        Assert.Equal(["2|b", "3|c"], await RowsAsync(table.ScanAppends(table.Metadata.Snapshots[0], table.Metadata.Snapshots[2])));
        await RefusedAsync(table, table.Metadata.Snapshots[2], table.Metadata.Snapshots[3], "is of the operation 'delete'");
        await RefusedAsync(table, table.Metadata.Snapshots[3], table.Metadata.Snapshots[4], "is of the operation 'overwrite'");
        Assert.Equal(["1|a", "2|b", "3|c", "4|d"], await RowsAsync(table.ScanAppends(null, removals: RemovingSnapshots.Skip)));
        Assert.Equal(["4|d"], await RowsAsync(table.ScanAppends(table.Metadata.Snapshots[4])));

        var silent = table.Metadata with { Snapshots = [.. table.Metadata.Snapshots.Select(s => s with { Operation = null })] };
        var unknown = new IcebergTable(silent, table.MetadataLocation, table.Files);
        await RefusedAsync(unknown, unknown.Metadata.Snapshots[4], unknown.Metadata.Snapshots[5], "is of no known operation");
    }

    [Fact]
    public async Task Only_ancestors_that_are_left_begin_a_range()
    {
        var table = await AppendThreeAsync();
        var (first, second, third) = (table.Metadata.Snapshots[0], table.Metadata.Snapshots[1], table.Metadata.Snapshots[2]);
        Refused(table, third, second, $"Snapshot {third.Id} is not an ancestor of snapshot {second.Id}. (Parameter 'from')");

        await _lake.ChangeAsync(t => t.SetTag("kept", first.Id).CreateRef("side", new SnapshotRef(first.Id, SnapshotRefKind.Branch)));
        var files = await _lake.WriteAsync("SELECT 5 AS id, 'e' AS fund");
        table = await _lake.ChangeAsync(t => t.Append(files), "side");
        var side = table.Metadata.FindSnapshot("side")!;
        Refused(table, second, side, $"Snapshot {second.Id} is not an ancestor of snapshot {side.Id}. (Parameter 'from')");
        Assert.Equal(["5|e"], await RowsAsync(table.ScanAppends(first, side)));

        _lake.NowMs += 100 * MaintainedLake.DayMs;
        await new SnapshotExpiry(_lake.Table).RunAsync(dryRun: false);
        table = await _lake.Pointer.LoadAsync();
        Assert.DoesNotContain(table.Metadata.Snapshots, s => s.Id == second.Id);
        Refused(table, first, third,
            $"Snapshot {first.Id} is not among the ancestors of snapshot {third.Id} that are left; those before {third.Id} have expired. (Parameter 'from')");
        Refused(table, null, third, $"The snapshots before {third.Id} have expired; begin from it or from one after it. (Parameter 'from')");
        Assert.Equal(["INSERT|2|b", "INSERT|3|c"], _lake.Lake.Text((await table.ScanChanges(first, third).ToNetQueryAsync(Expression.True)).Sql));
    }

    private async Task<IcebergTable> AppendThreeAsync()
    {
        await _lake.CreateAsync(null, ("bourse.maintenance.compaction.min-input-files", "2"));
        await _lake.AppendAsync("SELECT 1 AS id, 'a' AS fund");
        await _lake.AppendAsync("SELECT 2 AS id, 'b' AS fund");
        return await _lake.AppendAsync("SELECT 3 AS id, 'c' AS fund");
    }

    private static void Refused(IcebergTable table, Snapshot? from, Snapshot to, string message) =>
        Assert.Equal(message, Assert.Throws<ArgumentException>(() => table.ScanAppends(from, to)).Message);

    private static async Task RefusedAsync(IcebergTable table, Snapshot from, Snapshot to, string what) => Assert.Equal(
        $"Snapshot {to.Id} {what}, not an append: rows may have been removed. Read the changes instead, or skip such snapshots.",
        (await Assert.ThrowsAsync<NotSupportedException>(() => table.ScanAppends(from, to).PlanFilesAsync(Expression.True))).Message);

    private async Task<List<string>> RowsAsync(AppendScan scan) => _lake.Lake.Text((await scan.ToQueryAsync(Expression.True)).Sql);
}
