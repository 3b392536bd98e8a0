using System.Globalization;
using System.Security.Cryptography;
using Bourse.Catalog.Writes;
using Bourse.DuckDb;
using Bourse.Iceberg;
using Bourse.Iceberg.Expressions;
using Bourse.Iceberg.Maintenance;
using Bourse.Iceberg.Maintenance.Compaction;
using Bourse.Iceberg.Metrics;
using Bourse.Iceberg.Scanning;
using Bourse.Iceberg.Writing;

namespace Bourse.Catalog.Tests.Writes;

public sealed class MaintenanceBesideWritersTests : IDisposable
{
    private const int Appends = 6;
    private static readonly RandomNumberGenerator Ids = RandomNumberGenerator.Create();

    private readonly DuckDbDatabase _engine = DuckDbDatabase.Open(new DuckDbOptions { EnableExternalAccess = true, Threads = 2 });

    public void Dispose() => _engine.Dispose();

    [Fact]
    public async Task Compaction_commits_at_its_first_attempt_beside_writers_that_commit_without_a_pause()
    {
        await using var world = await CatalogWorld.CreateAsync();
        var nav = (await world.CreateTableAsync("gold.nav")).Identifier;
        for (var i = 0; i < Appends; i++)
            await WriteAsync(world, nav, (table, change) => AppendAsync(table, change, i));
        using var connection = _engine.Connect();
        var maintained = await new MaintainedTables(world.Catalog, world.Store, TimeProvider.System, Ids).OpenAsync(nav);
        var reporter = new TestReporter();
        maintained = maintained with { Reporting = new MetricsReporting("gold.nav", TimeProvider.System, reporter) };
        using var ended = new CancellationTokenSource();
        var writers = Enumerable.Range(0, 4).Select(w => Task.Run(() => SetUntilAsync(world, nav, w, ended.Token))).ToArray();
        TaskReport report;
        try
        {
            report = await new DataCompaction(maintained, connection).RunAsync(dryRun: false);
        }
        finally
        {
            await ended.CancelAsync();
        }

        Assert.All(await Task.WhenAll(writers), commits => Assert.True(commits > 0, "A writer committed nothing meanwhile."));
        Assert.Equal((1, Appends, 1L), (report.Commits, report.FilesRemoved, report.FilesAdded));
        Assert.Equal(1, Assert.IsType<CommitReport>(Assert.Single(reporter.Reports)).Find("attempts"));
        var scan = (await world.LoadAsync("gold.nav")).OpenIn(world.Store).Scan();
        Assert.Single(await scan.PlanFilesAsync(Expression.True));
        Assert.Equal(Appends, connection.QuerySingle<long>($"SELECT count(DISTINCT nav) FROM ({await scan.ToSqlAsync(Expression.True)})"));
    }

    private static async Task<int> SetUntilAsync(CatalogWorld world, TableIdentifier table, int writer, CancellationToken ended)
    {
        var commits = 0;
        do
        {
            var value = (++commits).ToString(CultureInfo.InvariantCulture);
            await WriteAsync(world, table, (_, change) =>
            {
                change.UpdateProperties(new TextDictionary([new($"writer-{writer}", value)]));
                return Task.CompletedTask;
            });
        }
        while (!ended.IsCancellationRequested);
        return commits;
    }

    private async Task AppendAsync(IcebergTable table, TableTransaction change, int number)
    {
        using var connection = _engine.Connect();
        var rows = FormattableString.Invariant($"SELECT 'A' AS fund_id, {number}.0 AS nav");
        change.Append(await new DataFileWriter(connection, table.Files, Ids).WriteAsync(DataFileRequest.Of(table.Metadata, rows)));
    }

    private static async Task WriteAsync(CatalogWorld world, TableIdentifier table, Func<IcebergTable, TableTransaction, Task> change) =>
        Assert.IsType<WriteOutcome.Committed>(await new CatalogWriter(world.Catalog, world.Store, TimeProvider.System, Ids)
            .RunAsync([new TableWrite(table, (t, c, _) => change(t, c))], Guid.NewGuid().ToString()));
}
