using System.Text;
using Bourse.Iceberg.Expressions;
using Bourse.Iceberg.Maintenance.Compaction;
using Bourse.Iceberg.Metrics;
using Bourse.Iceberg.Partitioning;
using Bourse.Iceberg.Tests.Maintenance.Support;

namespace Bourse.Iceberg.Tests.Metrics;

public sealed class MetricsReportTests : IDisposable, IMetricsReporter
{
    private readonly MaintainedLake _lake = new();
    private readonly List<MetricsReport> _reports = [];

    public void Dispose() => _lake.Dispose();

    void IMetricsReporter.Report(MetricsReport report) => _reports.Add(report);

    // Three data manifests, of the partitions a and b, c and d, a and c; two delete manifests, one of a, one of c.
    [Fact]
    public async Task A_plan_reports_what_it_read_and_skipped_by_summaries_partitions_and_bounds()
    {
        await _lake.CreateAsync(new PartitionSpec(0, [new(2, 1000, "fund", new Transform.Identity())]));
        await _lake.AppendAsync("SELECT * FROM (VALUES (1, 'a'), (2, 'a'), (3, 'b')) v(id, fund)");
        await _lake.AppendAsync("SELECT * FROM (VALUES (4, 'c'), (5, 'd')) v(id, fund)");
        await _lake.AppendAsync("SELECT * FROM (VALUES (6, 'a'), (7, 'c')) v(id, fund)");
        var tasks = await _lake.TasksAsync();
        var (first, third) =
            (tasks.Single(t => t.File.RecordCount == 2).File, tasks.Single(t => t.SequenceNumber == 2 && t.File.Partition[0] is Literal.Text { Value: "c" }).File);
        await _lake.DeletePositionsAsync(first, 1);
        await _lake.DeletePositionsAsync(third, 0);
        var table = await _lake.Pointer.LoadAsync();
        var where = new ColumnConditions(table.Metadata.CurrentSchema);
        _lake.Folder.BeforeCall = (name, _) => _lake.NowMs += name == "read" ? 2 : 0;

        var filter = Expression.AllOf([where.Compare("fund", ComparisonOperator.Equal, "a"), where.Compare("id", ComparisonOperator.Less, 5)]);
        var scan = table.WithReporting(new MetricsReporting("gold.nav", _lake.Lake.Time, this)).Scan();
        await scan.Select("id").PlanFilesAsync(filter);
        var report = Assert.IsType<ScanReport>(Assert.Single(_reports));
        var deletes = (await _lake.TasksAsync()).SelectMany(t => t.Deletes).ToArray();
        Assert.Equal(
        [
            // The list and the manifests that are read, 2 ms each; those of the deletes are not pruned.
            "total-planning-duration 10000000",
            "result-data-files 1", "result-delete-files 1", "total-data-manifests 3", "total-delete-manifests 2", "scanned-data-manifests 2", "skipped-data-manifests 1",
            $"total-file-size-in-bytes {first.FileSizeBytes}", $"total-delete-file-size-in-bytes {deletes.First(d => d.Partition.Equals(first.Partition)).FileSizeBytes}",
            "skipped-data-files 3", "skipped-delete-files 0", "scanned-delete-manifests 2", "skipped-delete-manifests 0",
            "indexed-delete-files 2", "equality-delete-files 0", "positional-delete-files 2", "dvs 0",
        ], Lines(report));
        Assert.Equal(("gold.nav", table.Metadata.CurrentSnapshotId, filter, 0), (report.TableName, report.SnapshotId, report.Filter, report.SchemaId));
        Assert.Equal([new(1, "id")], report.ProjectedFields);

        // Without a condition all is read, from memory what was read before; without reporting nothing is said.
        await scan.PlanFilesAsync(Expression.True);
        await table.Scan().PlanFilesAsync(Expression.True);
        Assert.Equal(2, _reports.Count);
        Assert.Equal((6L, 0L, 3L, 0L), (_reports[1].Find("result-data-files"), _reports[1].Find("skipped-data-files"), _reports[1].Find("scanned-data-manifests"),
            _reports[1].Find("skipped-data-manifests")));
    }

    [Fact]
    public async Task Every_commit_of_maintenance_reports_its_summary_duration_and_attempts()
    {
        await _lake.CreateAsync(null, ("bourse.maintenance.compaction.min-input-files", "2"));
        await _lake.AppendAsync("SELECT 1 AS id, 'a' AS fund");
        await _lake.AppendAsync("SELECT 2 AS id, 'b' AS fund");
        await _lake.DeletePositionsAsync((await _lake.TasksAsync())[0].File, 0);
        var before = await _lake.TasksAsync();
        var deletes = before.SelectMany(t => t.Deletes).Distinct().Single();
        var reported = _lake.Table with { Reporting = new MetricsReporting("gold.nav", _lake.Lake.Time, this) };

        // Another writer is first once.
        _lake.Meanwhile(() => { _lake.NowMs += 7; return _lake.AppendAsync("SELECT 3 AS id, 'c' AS fund"); });
        Assert.Equal(1, (await new DataCompaction(reported, _lake.Lake.Connection).RunAsync(dryRun: false)).Commits);

        var snapshot = (await _lake.Pointer.LoadAsync()).Metadata.CurrentSnapshot!;
        var added = (await _lake.TasksAsync()).Single(t => t.SequenceNumber != 4).File;
        var report = Assert.IsType<CommitReport>(Assert.Single(_reports));
        Assert.Equal(("gold.nav", snapshot.Id, 5L, "replace"), (report.TableName, report.SnapshotId, report.SequenceNumber, report.Operation));
        var kept = (await _lake.TasksAsync()).Single(t => t.SequenceNumber == 4).File;
        Assert.Equal(
        [
            "total-duration 7000000", "attempts 2",
            "added-data-files 1", "removed-data-files 2", "total-data-files 2", "total-delete-files 1",
            "added-records 1", "removed-records 2", "total-records 2", "total-positional-deletes 1", "total-equality-deletes 0",
            $"added-files-size-bytes {added.FileSizeBytes}", $"removed-files-size-bytes {before.Sum(t => t.File.FileSizeBytes)}",
            $"total-files-size-bytes {added.FileSizeBytes + kept.FileSizeBytes + deletes.FileSizeBytes}",
        ], Lines(report));
    }

    [Fact]
    public async Task Reports_are_written_as_the_REST_catalogue_takes_them_and_name_no_value_of_a_condition()
    {
        await _lake.CreateAsync();
        var table = await _lake.AppendAsync("SELECT 1 AS id, 'secret' AS fund");
        var where = new ColumnConditions(table.Metadata.CurrentSchema);
        var filter = Expression.AnyOf(
        [
            Expression.AllOf([where.Compare("id", ComparisonOperator.GreaterOrEqual, 7), new Expression.NotNull(2), new Expression.StartsWith(2, "sec")]),
            new Expression.Not(Expression.IsIn(2, [new Literal.Text("secret"), new Literal.Text("other")])), new Expression.IsNull(1),
        ]);
        await table.WithReporting(new MetricsReporting("gold.nav", _lake.Lake.Time, this)).Scan().PlanFilesAsync(filter);
        var scan = Encoding.UTF8.GetString(MetricsReportJson.Write(_reports[0]));
        Assert.Equal(
            Json($"{{'report-type':'scan-report','table-name':'gold.nav','snapshot-id':{table.Metadata.CurrentSnapshotId},'filter':{{'type':'or','left':"
                + "{'type':'and','left':{'type':'gt-eq','term':'id','value':'(int)'},'right':{'type':'and','left':{'type':'not-null','term':'fund'},"
                + "'right':{'type':'starts-with','term':'fund','value':'(string)'}}},'right':{'type':'or','left':{'type':'is-null','term':'id'},"
                + "'right':{'type':'not','child':{'type':'in','term':'fund','values':['(string)','(string)']}}}},"
                + "'schema-id':0,'projected-field-ids':[1,2],'projected-field-names':['id','fund'],"
                + "'metrics':{'total-planning-duration':{'count':1,'time-unit':'nanoseconds','total-duration':0},'result-data-files':{'unit':'count','value':0},"),
            scan[..scan.IndexOf("\"result-delete-files", StringComparison.Ordinal)]);

        await table.WithReporting(new MetricsReporting("gold.nav", _lake.Lake.Time, this)).Scan().PlanFilesAsync(Expression.True);
        Assert.Contains("\"filter\":true,", Encoding.UTF8.GetString(MetricsReportJson.Write(_reports[1])), StringComparison.Ordinal);

        var commit = CommitReport.Of("gold.nav", table.Metadata with { Snapshots = [] }, table.Metadata, TimeSpan.FromMilliseconds(3), attempts: 2).Single();
        var bytes = (await _lake.TasksAsync()).Single().File.FileSizeBytes;
        Assert.Equal(
            Json($"{{'report-type':'commit-report','table-name':'gold.nav','snapshot-id':{table.Metadata.CurrentSnapshotId},"
                + "'sequence-number':1,'operation':'append','metrics':{"
                + "'total-duration':{'count':1,'time-unit':'nanoseconds','total-duration':3000000},'attempts':{'unit':'count','value':2},"
                + "'added-data-files':{'unit':'count','value':1},'total-data-files':{'unit':'count','value':1},'total-delete-files':{'unit':'count','value':0},"
                + "'added-records':{'unit':'count','value':1},'total-records':{'unit':'count','value':1},"
                + "'total-positional-deletes':{'unit':'count','value':0},'total-equality-deletes':{'unit':'count','value':0},"
                + $"'added-files-size-bytes':{{'unit':'bytes','value':{bytes}}},'total-files-size-bytes':{{'unit':'bytes','value':{bytes}}}}}}}"),
            Encoding.UTF8.GetString(MetricsReportJson.Write(commit)));
    }

    private static string Json(string text) => text.Replace('\'', '"');

    private static IEnumerable<string> Lines(MetricsReport report) => report.Metrics.Select(m => FormattableString.Invariant($"{m.Name} {m.Value}"));
}
