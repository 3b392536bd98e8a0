using Bourse.Iceberg.Expressions;
using Bourse.Iceberg.Manifests;
using Bourse.Iceberg.Metadata;
using Bourse.Iceberg.Partitioning;
using Bourse.Iceberg.Scanning;
using Bourse.Iceberg.Schemas;
using Bourse.Iceberg.Tests.Support;
using Bourse.Iceberg.Writing.Deltas;
using Bourse.Iceberg.Writing.Rows;

namespace Bourse.Iceberg.Tests.Writing;

public sealed class RowWriterTests : IDisposable
{
    private static readonly Schema Columns = new(0,
        [new(1, "id", new IcebergType.Int(), true), new(2, "fund", new IcebergType.String(), false), new(3, "nav", new IcebergType.Double(), false)]);

    private static readonly PartitionSpec ByFund = new(0, [new(2, 1000, "fund", new Transform.Identity())]);

    private readonly Lake _lake = new();

    public void Dispose() => _lake.Dispose();

    [Fact]
    public async Task Files_of_which_every_row_goes_are_taken_out_without_being_read()
    {
        var table = await FundsAsync();
        foreach (var file in Directory.EnumerateFiles(_lake.TableFolder, "*.parquet", SearchOption.AllDirectories))
            File.Delete(file);
        var delta = await Writer(table).DeleteAsync(Where(table).Equal("fund", "A"));
        Assert.Equal((1, 0, 0), (delta.Removed.Count, delta.Added.Count, delta.AddedDeletes.Count));
        table = await _lake.CommitAsync(_lake.Begin(table).Apply(delta));
        var snapshot = table.Metadata.CurrentSnapshot!;
        Assert.Equal(("delete", "2", "2"), (snapshot.Operation, snapshot.Summary["deleted-records"], snapshot.Summary["total-records"]));
    }

    [Fact]
    public async Task Merge_on_read_names_the_rows_by_file_and_position_with_exact_bounds()
    {
        var table = await FundsAsync(("write.delete.mode", "merge-on-read"));
        var delta = await Writer(table).DeleteAsync(Where(table).Equal("id", 2));
        table = await _lake.CommitAsync(_lake.Begin(table).Apply(delta));
        Assert.Equal(["1|A|1.0", "3|B|3.0", "4|B|∅"], await _lake.RowsAsync(table));

        var task = (await table.Scan().PlanFilesAsync(Expression.True)).Single(t => t.Deletes.Count > 0);
        var deletes = task.Deletes.Single();
        Assert.Equal((FileContent.PositionDeletes, 1L, task.File.Path, task.File.SpecId, task.File.Partition),
            (deletes.Content, deletes.RecordCount, deletes.ReferencedDataFile, deletes.SpecId, deletes.Partition));
        var path = deletes.Columns[2147483546];
        Assert.Equal((task.File.Path, task.File.Path),
            (System.Text.Encoding.UTF8.GetString(path.LowerBound!.AsSpan()), System.Text.Encoding.UTF8.GetString(path.UpperBound!.AsSpan())));
        Assert.Equal(["1|1"], _lake.Text($"SELECT min(pos), max(pos) FROM read_parquet('{await _lake.Files.LocalPathAsync(deletes.Path)}')"));

        var summary = table.Metadata.CurrentSnapshot!.Summary;
        Assert.Equal(("delete", "1", "1", "1", "1", "4"), (table.Metadata.CurrentSnapshot.Operation, summary["added-position-delete-files"],
            summary["added-position-deletes"], summary["total-delete-files"], summary["total-position-deletes"], summary["total-records"]));

        // The file's last row goes: it leaves, and its deletes with it.
        table = await _lake.CommitAsync(_lake.Begin(table).Apply(await Writer(table).DeleteAsync(Where(table).Equal("id", 1))));
        Assert.Equal(["3|B|3.0", "4|B|∅"], await _lake.RowsAsync(table));
        Assert.Equal(("0", "0", "2"), (table.Metadata.CurrentSnapshot!.Summary["total-delete-files"], table.Metadata.CurrentSnapshot.Summary["total-position-deletes"],
            table.Metadata.CurrentSnapshot.Summary["total-records"]));
    }

    [Fact]
    public async Task Deletes_of_a_partition_share_a_file_when_the_table_says_so()
    {
        var table = await _lake.CreateAsync(Columns);
        table = await _lake.CommitAsync(
            _lake.Begin(table).SetProperties(new TextDictionary([new("write.delete.mode", "merge-on-read"), new("write.delete.granularity", "partition")])));
        table = await _lake.AppendAsync(table, "SELECT range AS id FROM range(10)");
        table = await _lake.AppendAsync(table, "SELECT range + 5 AS id FROM range(10)");
        var delta = await Writer(table).DeleteAsync(Where(table).In("id", [5, 6]));
        var deletes = delta.AddedDeletes.Single();
        Assert.Equal((4L, null, 2), (deletes.RecordCount, deletes.ReferencedDataFile, delta.Referenced.Count));
        table = await _lake.CommitAsync(_lake.Begin(table).Apply(delta));
        Assert.Equal(16, (await _lake.RowsAsync(table)).Count);
    }

    [Fact]
    public async Task Copy_on_write_leaves_no_delete_file_and_is_what_small_files_get()
    {
        foreach (var mode in new[] { "copy-on-write", "" })
        {
            using var lake = new Lake();
            var table = await FundsAsync(lake, mode.Length == 0 ? [] : [("write.delete.mode", mode)]);
            var delta = await new RowWriter(lake.Connection, table, lake.Random).DeleteAsync(Where(table).Equal("id", 2));
            Assert.Equal((1, 1, 0), (delta.Removed.Count, delta.Added.Count, delta.AddedDeletes.Count));
            table = await lake.CommitAsync(lake.Begin(table).Apply(delta));
            Assert.Equal("overwrite", table.Metadata.CurrentSnapshot!.Operation);
            Assert.Equal(["1|A|1.0", "3|B|3.0", "4|B|∅"], await lake.RowsAsync(table));
        }
    }

    [Fact]
    public async Task An_update_changes_matching_rows_alone_and_null_is_not_true()
    {
        var table = await FundsAsync();
        var update = await Writer(table)
            .UpdateAsync(Where(table).Compare("nav", ComparisonOperator.Greater, 1.5), new TextDictionary([new("nav", "nav * 10"), new("fund", "'C'")]));
        table = await _lake.CommitAsync(_lake.Begin(table).Apply(update));
        Assert.Equal(["1|A|1.0", "2|C|20.0", "3|C|30.0", "4|B|∅"], await _lake.RowsAsync(table));
        var error = await Assert.ThrowsAsync<ArgumentException>(() => Writer(table).UpdateAsync(Expression.True, new TextDictionary([new("nix", "1")])));
        Assert.Equal("There is no column 'nix' to be set; there are id, fund, nav. (Parameter 'assignments')", error.Message);
    }

    [Fact]
    public async Task An_overwrite_by_condition_keeps_the_rest_or_is_refused()
    {
        var table = await FundsAsync();
        var whole = await Writer(table).OverwriteAsync(Where(table).Equal("fund", "A"), "SELECT 9 AS id, 'A' AS fund", PartialFiles.Refuse);
        table = await _lake.CommitAsync(_lake.Begin(table).Apply(whole));
        Assert.Equal(["3|B|3.0", "4|B|∅", "9|A|∅"], await _lake.RowsAsync(table));
        var error = await Assert.ThrowsAsync<ArgumentException>(() => Writer(table).OverwriteAsync(Where(table).Equal("id", 3), "SELECT 5 AS id", PartialFiles.Refuse));
        Assert.StartsWith("The condition concerns only some rows of the file 's3://lakehouse/gold/t-1/data/", error.Message, StringComparison.Ordinal);
        table = await _lake.CommitAsync(_lake.Begin(table).Apply(await Writer(table).OverwriteAsync(Where(table).Equal("id", 3), "SELECT 5 AS id")));
        Assert.Equal(["4|B|∅", "5|∅|∅", "9|A|∅"], await _lake.RowsAsync(table));
    }

    [Fact]
    public async Task Partitions_that_new_files_are_in_are_replaced_with_their_deletes()
    {
        var table = await FundsAsync(("write.delete.mode", "merge-on-read"));
        table = await _lake.CommitAsync(_lake.Begin(table).Apply(await Writer(table).DeleteAsync(Where(table).Equal("id", 2))));
        table = await _lake.CommitAsync(_lake.Begin(table).OverwritePartitions(await _lake.WriteAsync(table, "SELECT 7 AS id, 'A' AS fund UNION ALL SELECT 8, 'C'")));
        Assert.Equal(["3|B|3.0", "4|B|∅", "7|A|∅", "8|C|∅"], await _lake.RowsAsync(table));
        Assert.Equal(("overwrite", "0"), (table.Metadata.CurrentSnapshot!.Operation, table.Metadata.CurrentSnapshot.Summary["total-delete-files"]));
    }

    [Fact]
    public async Task A_merge_writes_what_differs_and_leaves_equal_rows_where_they_are()
    {
        var table = await FundsAsync();
        var request = new MergeRequest { SourceSql = "FROM (VALUES (1, 'A', 1.0), (2, 'A', 2.5), (5, 'B', 5.0)) s(id, fund, nav)", Keys = ["id"] };
        var delta = await Writer(table).MergeAsync(request);
        table = await _lake.CommitAsync(_lake.Begin(table).Apply(delta));
        Assert.Equal(["1|A|1.0", "2|A|2.5", "3|B|3.0", "4|B|∅", "5|B|5.0"], await _lake.RowsAsync(table));

        var again = await Writer(table).MergeAsync(request);
        Assert.Equal((0, 0, 0), (again.Added.Count, again.Removed.Count, again.AddedDeletes.Count));
        var whole = await Writer(table).MergeAsync(request with { NotMatchedBySource = MergeAction.Delete });
        table = await _lake.CommitAsync(_lake.Begin(table).Apply(whole));
        Assert.Equal(["1|A|1.0", "2|A|2.5", "5|B|5.0"], await _lake.RowsAsync(table));
        var gone = await Writer(table)
            .MergeAsync(new MergeRequest { SourceSql = "SELECT 5 AS id UNION ALL SELECT 6", Keys = ["id"], Matched = MergeAction.Delete, NotMatched = MergeAction.Keep });
        Assert.Equal(["1|A|1.0", "2|A|2.5"], await _lake.RowsAsync(await _lake.CommitAsync(_lake.Begin(table).Apply(gone))));
    }

    [Fact]
    public async Task A_merge_whose_source_is_ambiguous_is_refused_by_name()
    {
        var table = await FundsAsync();
        await RefusedAsync("The source has 2 rows with the key id = 1, fund = A; which of them to take cannot be known.",
            "FROM (VALUES (1, 'A'), (1, 'A'), (1, 'B')) s(id, fund)", "id", "fund");
        await RefusedAsync("The key column 'fund' is null in 1 rows of the source; a null key matches nothing.", "SELECT 1 AS id, NULL AS fund", "fund");
        await RefusedAsync("The key 'nix' is no column of single values. (Parameter 'request')", "SELECT 1 AS id", "nix");
        await RefusedAsync("The query gives columns that the table does not have: price.", "SELECT 1 AS id, 2 AS price", "id");

        async Task RefusedAsync(string message, string sql, params string[] keys) => Assert.Equal(
            message, (await Assert.ThrowsAsync<ArgumentException>(() => Writer(table).MergeAsync(new MergeRequest { SourceSql = sql, Keys = [.. keys] }))).Message);
    }

    [Fact]
    public async Task What_was_committed_since_the_read_is_a_conflict_only_where_it_matters()
    {
        var start = await FundsAsync(("write.delete.mode", "merge-on-read"));
        var delete = _lake.Begin(start).Apply(await Writer(start).DeleteAsync(Where(start).Equal("id", 2)));
        var harmless = await _lake.AppendAsync(start, "SELECT 10 AS id, 'Z' AS fund");
        Assert.Null(await delete.RebaseAsync(harmless));
        Assert.Equal(["10|Z|∅", "1|A|1.0", "3|B|3.0", "4|B|∅"], await _lake.RowsAsync(await _lake.CommitAsync(delete)));

        var added = await _lake.AppendAsync(start, "SELECT 2 AS id, 'A' AS fund");
        delete = _lake.Begin(start).Apply(await Writer(start).DeleteAsync(Where(start).Equal("id", 2)));
        Assert.StartsWith("The data file '", Assert.IsType<CommitConflict.RowsAdded>(await delete.RebaseAsync(added)).Description, StringComparison.Ordinal);

        var emptied = await _lake.CommitAsync(_lake.Begin(start).Overwrite([]));
        Assert.IsType<CommitConflict.FileRemoved>(await delete.RebaseAsync(emptied));

        var update = _lake.Begin(start).Apply(await Writer(start).UpdateAsync(Where(start).Equal("id", 1), new TextDictionary([new("nav", "0")])));
        var other = await _lake.CommitAsync(_lake.Begin(start).Apply(await Writer(start).DeleteAsync(Where(start).Equal("id", 2))));
        Assert.IsType<CommitConflict.RowsDeleted>(await update.RebaseAsync(other));
        Assert.Null(await _lake.Begin(start).Apply(await Writer(start).DeleteAsync(Where(start).Equal("id", 1))).RebaseAsync(other));

        var rolledBack = await _lake.CommitAsync(_lake.Begin(other).ReplaceRef("main", new SnapshotRef(start.Metadata.CurrentSnapshotId!.Value, SnapshotRefKind.Branch)));
        var late = _lake.Begin(other).Apply(await Writer(other).DeleteAsync(Where(other).Equal("id", 3)));
        Assert.Equal(new CommitConflict.HistoryLost(other.Metadata.CurrentSnapshotId!.Value, "main"), await late.RebaseAsync(rolledBack));
    }

    [Fact]
    public async Task A_commit_that_was_taken_though_its_answer_was_lost_is_not_made_twice()
    {
        var table = await FundsAsync();
        var append = _lake.Begin(table).Append(await _lake.WriteAsync(table, "SELECT 11 AS id"));
        var taken = await _lake.CommitAsync(append);
        Assert.True(append.IsIn(taken));
        Assert.False(append.IsIn(table));
        Assert.Equal(
            "The version has these changes already. (Parameter 'newer')", (await Assert.ThrowsAsync<ArgumentException>(() => append.RebaseAsync(taken))).Message);
    }

    [Fact]
    public async Task A_malformed_setting_is_refused_by_its_name()
    {
        var table = await FundsAsync(("write.delete.mode", "sometimes"));
        Assert.Equal(
            "The table's property 'write.delete.mode' is 'sometimes'; it must be 'copy-on-write' or 'merge-on-read'.",
            (await Assert.ThrowsAsync<ArgumentException>(() => Writer(table).DeleteAsync(Where(table).Equal("id", 2)))).Message);
    }

    private RowWriter Writer(IcebergTable table) => new(_lake.Connection, table, _lake.Random);

    private static ColumnConditions Where(IcebergTable table) => new(table.Metadata.CurrentSchema);

    private Task<IcebergTable> FundsAsync(params (string Name, string Value)[] properties) => FundsAsync(_lake, properties);

    private static async Task<IcebergTable> FundsAsync(Lake lake, params (string Name, string Value)[] properties)
    {
        var table = await lake.CreateAsync(Columns, ByFund);
        table = await lake.CommitAsync(lake.Begin(table).SetProperties(new TextDictionary(properties.Select(p => KeyValuePair.Create(p.Name, p.Value)))));
        return await lake.AppendAsync(table, "FROM (VALUES (1, 'A', 1.0), (2, 'A', 2.0), (3, 'B', 3.0), (4, 'B', NULL)) v(id, fund, nav)");
    }
}
