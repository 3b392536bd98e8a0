using Bourse.Iceberg.Erasure;
using Bourse.Iceberg.Partitioning;
using Bourse.Iceberg.Scanning;
using Bourse.Iceberg.Tests.Maintenance.Support;
using Bourse.Iceberg.Tests.Support;
using Bourse.Storage;

namespace Bourse.Iceberg.Tests.Erasure;

[Collection(nameof(FaultPoint))]
public sealed class SubjectErasureTests : IDisposable
{
    private const string Marker = "SUBJECT-4711";
    private static readonly PartitionSpec ByFund = new(0, [new(2, 1000, "fund", new Transform.Identity())]);

    private readonly MaintainedLake _lake = new();

    public void Dispose() => _lake.Dispose();

    [Fact]
    public async Task A_subject_leaves_every_retained_snapshot_and_every_file_and_all_other_rows_stay()
    {
        await _lake.CreateAsync();
        var first = await _lake.AppendAsync($"SELECT * FROM (VALUES (1, 'a'), (2, '{Marker}'), (3, NULL)) v(id, fund)");
        await _lake.ChangeAsync(t => t.SetTag("quarter"));
        await _lake.AppendAsync("SELECT 4 AS id, 'd' AS fund");
        await _lake.AppendAsync($"SELECT 5 AS id, '{Marker}' AS fund");
        await _lake.OverwriteAsync($"SELECT * FROM (VALUES (6, 'f'), (7, '{Marker}')) v(id, fund)");
        var before = await _lake.Pointer.LoadAsync();
        Assert.Equal(["bounds", "rows", "statistics"], (await FindAsync()).Select(f => f.Place).Distinct().Order(StringComparer.Ordinal));

        var plan = await Erasure(_lake).PlanAsync(["fund"], [Marker]);
        Assert.Equal((3L, 3, 4), (plan.Rows, plan.Files, plan.Snapshots));
        Assert.Equal(["main", "quarter"], plan.Refs);
        Assert.Equal(before.MetadataLocation, _lake.Pointer.Location);

        var report = await Erasure(_lake).RunAsync(["fund"], [Marker], new ErasureOptions());
        Assert.Empty(report.Findings);
        Assert.Empty(await FindAsync());
        Assert.True(report.Moved);
        var after = await _lake.Pointer.LoadAsync();
        Assert.Equal([["1|a", "3|∅"], ["1|a", "3|∅", "4|d"], ["1|a", "3|∅", "4|d"], ["6|f"]], await AllRowsAsync(after));
        Assert.Equal(["1|a", "3|∅"], await _lake.RowsAsync(after.Metadata.FindSnapshot("quarter")));
        Assert.Empty(after.Metadata.Snapshots.Select(s => s.Id).Intersect(before.Metadata.Snapshots.Select(s => s.Id)));
        Assert.Equal(before.Metadata.Snapshots.Select(s => (s.SequenceNumber, s.TimestampMs, s.Operation)),
            after.Metadata.Snapshots.Select(s => (s.SequenceNumber, s.TimestampMs, s.Operation)));
        Assert.Equal(after.Metadata.Snapshots.Select(s => s.Id), after.Metadata.SnapshotLog.Select(e => e.SnapshotId));
        Assert.Equal([null, .. after.Metadata.Snapshots.Select(s => (long?)s.Id).SkipLast(1)], after.Metadata.Snapshots.Select(s => s.ParentId));
        Assert.Empty(after.Metadata.MetadataLog);
        var left = await _lake.FilesAsync();
        Assert.DoesNotContain(first.MetadataLocation, left);
        Assert.Single(left, f => f.EndsWith(".json", StringComparison.Ordinal));
        Assert.Equal(3, left.Count(f => f.EndsWith(".parquet", StringComparison.Ordinal)));
        Assert.False((await Erasure(_lake).RunAsync(["fund"], [Marker], new ErasureOptions())).Moved);
        Assert.Equal(after.MetadataLocation, _lake.Pointer.Location);
    }

    [Fact]
    public async Task A_snapshot_without_the_subject_keeps_its_id_and_files()
    {
        await _lake.CreateAsync();
        var first = (await _lake.AppendAsync("SELECT 1 AS id, 'a' AS fund")).Metadata.CurrentSnapshot!;
        await _lake.AppendAsync($"SELECT 2 AS id, '{Marker}' AS fund");
        await Erasure(_lake).RunAsync(["fund"], [Marker], new ErasureOptions());
        var after = await _lake.Pointer.LoadAsync();
        Assert.Equal(first, after.Metadata.Snapshots[0]);
        Assert.Equal(first.Id, after.Metadata.Snapshots[1].ParentId);
        Assert.Equal([["1|a"], ["1|a"]], await AllRowsAsync(after));
    }

    [Fact]
    public async Task Partition_values_and_deletes_that_hold_the_key_go_and_other_deletes_move_with_their_rows()
    {
        await _lake.CreateAsync(ByFund);
        await _lake.AppendAsync($"SELECT 1 AS id, '{Marker}' AS fund UNION ALL SELECT 2, 'b' UNION ALL SELECT 3, 'b'");
        await _lake.DeletePositionsAsync((await _lake.TasksAsync()).Single(t => t.File.RecordCount == 2).File, 0);
        Assert.Contains("partition", (await FindAsync()).Select(f => f.Place));
        Assert.Contains("summary", (await FindAsync()).Select(f => f.Place));
        var report = await Erasure(_lake).RunAsync(["fund"], [Marker], new ErasureOptions());
        Assert.Empty(report.Findings);
        Assert.Equal([["2|b", "3|b"], ["3|b"]], await AllRowsAsync(await _lake.Pointer.LoadAsync()));
    }

    [Fact]
    public async Task Positions_after_an_erased_row_and_equality_deletes_of_the_key_are_written_anew()
    {
        await _lake.CreateAsync();
        await _lake.AppendAsync($"SELECT * FROM (VALUES (1, 'a'), (2, '{Marker}'), (3, 'c'), (4, 'd'), (5, '{Marker}'), (6, 'f')) v(id, fund)");
        var file = (await _lake.TasksAsync()).Single().File;
        await _lake.DeletePositionsAsync(file, 1, 3);
        await _lake.DeleteEqualAsync($"SELECT * FROM (VALUES ('{Marker}'), ('f')) v(fund)", 2);
        await _lake.DeleteEqualAsync($"SELECT '{Marker}' AS fund", 2);
        var rows = await AllRowsAsync(await _lake.Pointer.LoadAsync());
        Assert.Equal(["1|a", "3|c"], rows[^1]);
        var report = await Erasure(_lake).RunAsync(["fund"], [Marker], new ErasureOptions());
        Assert.Empty(report.Findings);
        Assert.Equal((2L, 4), (report.Rows, report.Files));
        Assert.Equal(rows.Select(r => r.Where(v => !v.Contains(Marker, StringComparison.Ordinal))), await AllRowsAsync(await _lake.Pointer.LoadAsync()));
    }

    [Fact]
    public async Task A_published_revision_is_touched_only_by_who_says_so()
    {
        await _lake.CreateAsync();
        await _lake.AppendAsync($"SELECT 1 AS id, '{Marker}' AS fund");
        await _lake.ChangeAsync(t => t.SetTag("rev-funds-1"));
        var files = await _lake.FilesAsync();
        var error = await Assert.ThrowsAsync<ErasureException>(() => Erasure(_lake).RunAsync(["fund"], [Marker], new ErasureOptions()));
        Assert.StartsWith("The subject is in the published revisions rev-funds-1: ", error.Message, StringComparison.Ordinal);
        Assert.Equal(files, await _lake.FilesAsync());
        var report = await Erasure(_lake).RunAsync(["fund"], [Marker], new ErasureOptions { MovesProtectedRefs = true });
        Assert.Empty(report.Findings);
        Assert.Empty(await _lake.RowsAsync((await _lake.Pointer.LoadAsync()).Metadata.FindSnapshot("rev-funds-1")));
    }

    [Fact]
    public async Task Rows_committed_meanwhile_stay_and_are_searched_too()
    {
        await _lake.CreateAsync();
        await _lake.AppendAsync($"SELECT 1 AS id, '{Marker}' AS fund");
        _lake.Meanwhile(() => _lake.AppendAsync($"SELECT * FROM (VALUES (2, 'b'), (3, '{Marker}')) v(id, fund)"));
        var report = await Erasure(_lake).RunAsync(["fund"], [Marker], new ErasureOptions());
        Assert.Equal((2L, 2, 0), (report.Rows, report.Snapshots, report.Findings.Count));
        Assert.Equal(["2|b"], await _lake.RowsAsync());
    }

    [Fact]
    public async Task A_file_that_no_version_knows_is_a_finding_until_its_writer_is_known_to_be_gone()
    {
        await _lake.CreateAsync();
        await _lake.AppendAsync("SELECT 1 AS id, 'a' AS fund");
        var lost = (await _lake.WriteAsync($"SELECT 2 AS id, '{Marker}' AS fund"))[0].Path;
        var report = await Erasure(_lake).RunAsync(["fund"], [Marker], new ErasureOptions());
        Assert.Equal([new ErasureFinding(lost, "rows"), new ErasureFinding(lost, "statistics")], report.Findings);
        report = await Erasure(_lake).RunAsync(["fund"], [Marker], new ErasureOptions { RemovesUnknownFiles = true });
        Assert.Empty(report.Findings);
        Assert.DoesNotContain(lost, await _lake.FilesAsync());
    }

    [Fact]
    public async Task An_erasure_that_dies_at_any_call_loses_no_other_row_and_is_finished_by_running_it_again()
    {
        for (var dieAt = 0; ; dieAt++)
        {
            using var lake = new MaintainedLake();
            await lake.CreateAsync();
            await lake.AppendAsync($"SELECT * FROM (VALUES (1, 'a'), (2, '{Marker}'), (3, 'c')) v(id, fund)");
            await lake.DeletePositionsAsync((await lake.TasksAsync()).Single().File, 2);
            await lake.DeleteEqualAsync($"SELECT * FROM (VALUES ('{Marker}'), ('x')) v(fund)", 2);
            var died = await Dying.AtCallAsync(lake, dieAt, () => Erasure(lake).RunAsync(["fund"], [Marker], new ErasureOptions()));
            Assert.Equal(["1|a"], await lake.RowsAsync());
            var report = await Erasure(lake).RunAsync(["fund"], [Marker], new ErasureOptions());
            Assert.Empty(report.Findings);
            Assert.Equal([["1|a", "3|c"], ["1|a"], ["1|a"]], await AllRowsAsync(lake, await lake.Pointer.LoadAsync()));
            Assert.Single(await lake.FilesAsync(), f => f.EndsWith(".json", StringComparison.Ordinal));
            if (!died)
            {
                Assert.InRange(dieAt, 50, 400);
                break;
            }
        }
    }

    [Fact]
    public async Task No_page_and_no_dictionary_of_a_file_that_is_left_holds_the_key_which_is_there_before()
    {
        await _lake.CreateAsync();
        await _lake.AppendAsync($"SELECT CAST(i AS INTEGER) AS id, CASE i % 3 WHEN 0 THEN '{Marker}' ELSE 'other' || (i % 7) END AS fund FROM range(6000) t(i)");
        await _lake.AppendAsync($"SELECT CAST(i AS INTEGER) AS id, CASE i WHEN 5 THEN '{Marker}' ELSE md5(i::VARCHAR) END AS fund FROM range(6000) t(i)");
        await _lake.DeleteEqualAsync($"SELECT '{Marker}' AS fund UNION ALL SELECT 'other1'", 2);
        var before = Holding();
        Assert.Contains(before, p => p.Type == 2);
        Assert.Contains(before, p => p.Type != 2);
        Assert.Equal(3, before.Select(p => p.File).Distinct().Count());

        Assert.Empty((await Erasure(_lake).RunAsync(["fund"], [Marker], new ErasureOptions())).Findings);
        Assert.Empty(Holding());

        List<(string File, int Type)> Holding() => [.. Directory.GetFiles(_lake.Lake.TableFolder, "*.parquet", SearchOption.AllDirectories)
            .SelectMany(f => ParquetPages.Read(f).Where(p => p.Bytes.AsSpan().IndexOf(System.Text.Encoding.UTF8.GetBytes(Marker)) >= 0).Select(p => (f, p.Type)))];
    }

    [Fact]
    public async Task A_row_is_the_subjects_by_any_of_the_columns_also_one_that_the_table_has_dropped()
    {
        await _lake.CreateAsync();
        await _lake.AppendAsync($"SELECT * FROM (VALUES (1, '{Marker}'), (2, 'b'), (7, 'c'), (4, '7')) v(id, fund)");
        await _lake.ChangeAsync(t => t.UpdateSchema(s => s.Drop("fund")));
        await _lake.AppendAsync("SELECT * FROM (VALUES (7), (8)) v(id)");
        var report = await Erasure(_lake).RunAsync(["id", "fund"], [Marker, "7"], new ErasureOptions());

        Assert.Equal((4L, 0), (report.Rows, report.Findings.Count));
        Assert.Equal((await _lake.FilesAsync()).Count, report.FilesDecoded);
        var after = await _lake.Pointer.LoadAsync();
        Assert.Equal(["2|b"], await _lake.RowsAsync(after.Metadata.Snapshots[0]));
        Assert.Equal(["2", "8"], await _lake.RowsAsync());
    }

    [Theory]
    [InlineData("nothing", "1", "column: the table has no column 'nothing'; it has id, fund.")]
    [InlineData("id", "one", "value 1: is no value of 'id' (int).")]
    public async Task What_cannot_be_a_subject_is_refused(string column, string value, string message)
    {
        await _lake.CreateAsync();
        var error = await Assert.ThrowsAsync<ErasureException>(() => Erasure(_lake).RunAsync([column], [value], new ErasureOptions()));
        Assert.Equal(message, error.Message);
    }

    private async Task<ValueList<ErasureFinding>> FindAsync()
    {
        var metadata = (await _lake.Pointer.LoadAsync()).Metadata;
        var subject = ErasureSubject.Of(metadata, ["fund"], [Marker], _lake.Lake.Connection);
        return (await new ErasureProof(_lake.Table, subject, _lake.Lake.Connection).FindAsync()).Findings;
    }

    private Task<List<List<string>>> AllRowsAsync(IcebergTable table) => AllRowsAsync(_lake, table);

    private static async Task<List<List<string>>> AllRowsAsync(MaintainedLake lake, IcebergTable table)
    {
        var rows = new List<List<string>>();
        foreach (var snapshot in table.Metadata.Snapshots)
            rows.Add(await lake.RowsAsync(snapshot));
        return rows;
    }

    private static SubjectErasure Erasure(MaintainedLake lake) => new(lake.Table, lake.Lake.Connection);
}
