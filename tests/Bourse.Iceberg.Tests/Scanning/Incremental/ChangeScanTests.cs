using System.Globalization;
using Bourse.Iceberg.Expressions;
using Bourse.Iceberg.Maintenance.Compaction;
using Bourse.Iceberg.Scanning;
using Bourse.Iceberg.Scanning.Incremental;
using Bourse.Iceberg.Schemas;
using Bourse.Iceberg.Tests.Maintenance.Support;
using Bourse.Iceberg.Writing.Rows;

namespace Bourse.Iceberg.Tests.Scanning.Incremental;

public sealed class ChangeScanTests : IDisposable
{
    private readonly MaintainedLake _lake = new();

    public void Dispose() => _lake.Dispose();

    [Fact]
    public async Task Each_snapshot_gives_the_rows_it_deleted_and_inserted_and_compaction_gives_none()
    {
        await _lake.CreateAsync(null, ("bourse.maintenance.compaction.min-input-files", "2"));
        await _lake.AppendAsync("SELECT * FROM (VALUES (1, 'a'), (2, 'b'), (2, 'b'), (3, NULL)) v(id, fund)");
        await _lake.AppendAsync("SELECT * FROM (VALUES (4, 'd'), (2, 'b')) v(id, fund)");
        await _lake.DeleteEqualAsync("SELECT CAST(NULL AS VARCHAR) AS fund", 2);
        await _lake.DeletePositionsAsync((await _lake.TasksAsync())[1].File, 0);
        await new DataCompaction(_lake.Table, _lake.Lake.Connection).RunAsync(dryRun: false);
        await _lake.OverwriteAsync("SELECT * FROM (VALUES (2, 'b'), (2, 'b'), (5, 'e')) v(id, fund)");

        var table = await _lake.Pointer.LoadAsync();
        Assert.Equal(["append", "append", "delete", "delete", "replace", "overwrite"], table.Metadata.Snapshots.Select(s => s.Operation!));
        Assert.Equal(
        [
            "DELETE|2|2|3|∅",
            "DELETE|3|3|1|a",
            "DELETE|4|5|2|b",
            "DELETE|4|5|4|d",
            "INSERT|0|0|1|a",
            "INSERT|0|0|2|b",
            "INSERT|0|0|2|b",
            "INSERT|0|0|3|∅",
            "INSERT|1|1|2|b",
            "INSERT|1|1|4|d",
            "INSERT|4|5|5|e",
        ], await ChangesAsync(table, table.ScanChanges(null)));
        Assert.Equal(["INSERT|2|b", "INSERT|2|b", "INSERT|5|e"], await NetAsync(table.ScanChanges(null)));
        Assert.Equal(["DELETE|1|a", "DELETE|3|∅", "INSERT|5|e"], await NetAsync(table.ScanChanges(table.Metadata.Snapshots[0])));
        Assert.Empty(await ChangesAsync(table, table.ScanChanges(table.Metadata.Snapshots[3], table.Metadata.Snapshots[4])));
        Assert.Empty(await ChangesAsync(table, table.ScanChanges(table.Metadata.CurrentSnapshot)));
    }

    [Fact]
    public async Task A_replacement_that_changed_the_number_of_rows_is_named_and_not_believed()
    {
        await _lake.CreateAsync();
        await _lake.AppendAsync("SELECT * FROM (VALUES (1, 'a'), (2, 'b')) v(id, fund)");
        await _lake.OverwriteAsync("SELECT 1 AS id, 'a' AS fund");
        var table = await _lake.Pointer.LoadAsync();
        var (first, last) = (table.Metadata.Snapshots[0], table.Metadata.Snapshots[1]);
        var told = new IcebergTable(table.Metadata with { Snapshots = [first, last with { Operation = "replace" }] }, table.MetadataLocation, table.Files);

        var error = await Assert.ThrowsAsync<IcebergFormatException>(() => told.ScanChanges(first).ToQueryAsync(Expression.True));
        Assert.Equal(
            $"Snapshot {last.Id} says that it replaced files by others with the same rows, but 2 rows went and 1 came: read the net changes.", error.Message);
        Assert.Equal(["DELETE|2|b"], await NetAsync(told.ScanChanges(first)));
    }

    [Theory]
    [InlineData("copy-on-write")]
    [InlineData("merge-on-read")]
    public async Task Updates_are_paired_by_the_fields_that_identify_rows_unless_several_rows_have_them(string mode)
    {
        var schema = new Schema(0, MaintainedLake.Columns.Fields, [1]);
        await _lake.CreateAsync(schema, null, ("write.update.mode", mode));
        await _lake.AppendAsync("SELECT * FROM (VALUES (1, 'a'), (2, 'b'), (7, 'x'), (7, 'y'), (9, 'z')) v(id, fund)");
        var before = await _lake.Pointer.LoadAsync();
        var delta = await new RowWriter(_lake.Lake.Connection, before, _lake.Lake.Random).UpdateAsync(
            new ColumnConditions(schema).Compare("id", ComparisonOperator.GreaterOrEqual, 2),
            new TextDictionary([new("fund", "CASE WHEN id = 9 THEN fund ELSE fund || '!' END")]));
        var table = await _lake.ChangeAsync(t => t.Apply(delta));

        var scan = table.ScanChanges(table.Metadata.Snapshots[0]);
        Assert.Equal(
        [
            "DELETE|0|1|7|x", "DELETE|0|1|7|y", "INSERT|0|1|7|x!", "INSERT|0|1|7|y!", "UPDATE_AFTER|0|1|2|b!", "UPDATE_BEFORE|0|1|2|b",
        ], await ChangesAsync(table, scan));
        Assert.Equal(
            ["DELETE|2|b", "DELETE|7|x", "DELETE|7|y", "INSERT|2|b!", "INSERT|7|x!", "INSERT|7|y!"], await NetAsync(scan.WithKeys()));
        Assert.Equal(["UPDATE_AFTER|2|b!", "UPDATE_BEFORE|2|b"], (await NetAsync(scan)).Where(r => r.StartsWith('U')));
    }

    [Fact]
    public async Task Rows_that_came_and_went_between_are_in_no_net_change_and_any_two_snapshots_can_be_compared()
    {
        await _lake.CreateAsync();
        await _lake.AppendAsync("SELECT 1 AS id, 'a' AS fund");
        await _lake.AppendAsync("SELECT 2 AS id, 'b' AS fund");
        await _lake.DeleteEqualAsync("SELECT CAST(2 AS INTEGER) AS id", 1);
        var table = await _lake.AppendAsync("SELECT 3 AS id, 'c' AS fund");
        Assert.Equal(["INSERT|3|c"], await NetAsync(table.ScanChanges(table.Metadata.Snapshots[0])));
        Assert.Equal(["DELETE|3|c", "INSERT|2|b"], await NetAsync(table.ScanChanges(table.Metadata.Snapshots[3], table.Metadata.Snapshots[1])));
        var error =
            await Assert.ThrowsAsync<ArgumentException>(() => table.ScanChanges(table.Metadata.Snapshots[3], table.Metadata.Snapshots[1]).ToQueryAsync(Expression.True));
        Assert.Equal(
            $"Snapshot {table.Metadata.Snapshots[3].Id} is not an ancestor of snapshot {table.Metadata.Snapshots[1].Id}. (Parameter 'from')", error.Message);
    }

    [Fact]
    public async Task Changes_come_in_order_under_the_columns_of_the_snapshot_after_and_by_a_condition()
    {
        await _lake.CreateAsync();
        await _lake.AppendAsync("SELECT * FROM (VALUES (1, 'a'), (2, 'b')) v(id, fund)");
        await _lake.ChangeAsync(t => t.UpdateSchema(s => s.Rename("fund", "name").Widen("id", new IcebergType.Long())));
        var table = await _lake.OverwriteAsync("SELECT * FROM (VALUES (1::BIGINT, 'a'), (5000000000, 'b')) v(id, name)");
        var scan = table.ScanChanges(null);
        var query = await scan.ToQueryAsync(Expression.True);
        Assert.Equal(["_change_type", "_change_ordinal", "_commit_snapshot_id", "id", "name"], query.Schema.Fields.Select(f => f.Name));
        Assert.Equal([2147483543, 2147483542, 2147483541, 1, 2], query.Schema.Fields.Select(f => f.Id));
        using var result = _lake.Lake.Connection.Query(query.Sql);
        Assert.Equal(["0 INSERT", "0 INSERT", "1 DELETE 2", "1 INSERT 5000000000"], result.Rows().Select(r => $"{r[1]} {r[0]}{(r[1] is 1 ? " " + r[3] : "")}"));

        var two = new ColumnConditions(table.Metadata.CurrentSchema).Compare("id", ComparisonOperator.Equal, 2L);
        Assert.Equal(["DELETE|1|1|2|b", "INSERT|0|0|2|b"], await ChangesAsync(table, scan, two));
        Assert.Equal("The table has no column 'x'. (Parameter 'columns')", Assert.Throws<ArgumentException>(() => scan.WithKeys("x")).Message);
    }

    // Snapshots by their place in the table's list.
    private async Task<List<string>> ChangesAsync(IcebergTable table, ChangeScan scan, Expression? filter = null)
    {
        var rows = _lake.Lake.Text((await scan.ToQueryAsync(filter ?? Expression.True)).Sql);
        for (var i = 0; i < table.Metadata.Snapshots.Count; i++)
            rows = [.. rows.Select(r => r.Replace(table.Metadata.Snapshots[i].Id.ToString(CultureInfo.InvariantCulture), $"{i}", StringComparison.Ordinal))];
        return [.. rows.Order(StringComparer.Ordinal)];
    }

    private async Task<List<string>> NetAsync(ChangeScan scan) => _lake.Lake.Text((await scan.ToNetQueryAsync(Expression.True)).Sql);
}
