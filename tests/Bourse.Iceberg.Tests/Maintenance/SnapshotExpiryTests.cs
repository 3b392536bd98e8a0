using Bourse.Iceberg.Maintenance;
using Bourse.Iceberg.Maintenance.Expiry;
using Bourse.Iceberg.Tests.Maintenance.Support;
using Bourse.Storage;

namespace Bourse.Iceberg.Tests.Maintenance;

[Collection(nameof(FaultPoint))]
public sealed class SnapshotExpiryTests : IDisposable
{
    private readonly MaintainedLake _lake = new();

    public void Dispose() => _lake.Dispose();

    [Fact]
    public async Task An_old_snapshot_leaves_the_metadata_at_once_and_its_files_go_when_the_readers_grace_is_over()
    {
        await _lake.CreateAsync();
        var old = (await _lake.AppendAsync("SELECT 1 AS id")).Metadata.CurrentSnapshot!;
        _lake.NowMs += 6 * MaintainedLake.DayMs;
        var table = await _lake.OverwriteAsync("SELECT 2 AS id");
        var before = await _lake.FilesAsync();

        var report = await new SnapshotExpiry(_lake.Table).RunAsync(dryRun: false);
        Assert.Equal(
            new TaskReport("expire-snapshots") { Commits = 1, Note = "1 snapshots and 0 references; files go 24 h later" }, report);
        var expired = await _lake.Pointer.LoadAsync();
        Assert.Equal([table.Metadata.CurrentSnapshotId!.Value], expired.Metadata.Snapshots.Select(s => s.Id));
        Assert.Equal([table.Metadata.CurrentSnapshotId!.Value], expired.Metadata.SnapshotLog.Select(e => e.SnapshotId));
        Assert.Empty(before.Except(await _lake.FilesAsync()));
        Assert.Equal(["1|∅"], await _lake.Lake.RowsAsync(table, old));

        _lake.NowMs += MaintainedLake.DayMs;
        Assert.Empty((await new SnapshotExpiry(_lake.Table).RunAsync(dryRun: false)).Removed);
        _lake.NowMs += 1;
        report = await new SnapshotExpiry(_lake.Table).RunAsync(dryRun: false);
        Assert.Equal(3, report.FilesRemoved);
        Assert.Equal(0, report.Commits);
        Assert.Equal(report.Removed.Order(StringComparer.Ordinal), before.Except(await _lake.FilesAsync()).Order(StringComparer.Ordinal));
        Assert.Single(report.Removed, l => l.EndsWith(".parquet", StringComparison.Ordinal));
        Assert.Single(report.Removed, l => l == old.ManifestList);
        Assert.Equal(["2|∅"], await _lake.RowsAsync());
        Assert.Empty((await new SnapshotExpiry(_lake.Table).RunAsync(dryRun: false)).Removed);
    }

    [Fact]
    public async Task A_dry_run_says_what_would_go_and_changes_nothing()
    {
        await _lake.CreateAsync();
        await _lake.AppendAsync("SELECT 1 AS id");
        _lake.NowMs += 6 * MaintainedLake.DayMs;
        await _lake.OverwriteAsync("SELECT 2 AS id");
        var (files, location) = (await _lake.FilesAsync(), _lake.Pointer.Location);
        var report = await new SnapshotExpiry(_lake.Table).RunAsync(dryRun: true);
        Assert.Equal("1 snapshots and 0 references; files go 24 h later", report.Note);
        Assert.Equal(files, await _lake.FilesAsync());
        Assert.Equal(location, _lake.Pointer.Location);
    }

    [Fact]
    public async Task A_revision_keeps_its_files_whatever_its_age_and_another_tag_until_its_own()
    {
        await _lake.CreateAsync(properties: [("history.expire.max-ref-age-ms", $"{10 * MaintainedLake.DayMs}")]);
        await _lake.AppendAsync("SELECT 1 AS id");
        var revision = (await _lake.ChangeAsync(t => t.SetTag("rev-funds-1"))).Metadata.CurrentSnapshot!;
        await _lake.OverwriteAsync("SELECT 2 AS id");
        var tagged = (await _lake.ChangeAsync(t => t.SetTag("quarter"))).Metadata.CurrentSnapshot!;
        await _lake.OverwriteAsync("SELECT 3 AS id");

        _lake.NowMs += 9 * MaintainedLake.DayMs;
        await new SnapshotExpiry(_lake.Table).RunAsync(dryRun: false);
        Assert.Equal(["2|∅"], await _lake.RowsAsync(tagged));
        _lake.NowMs += 2 * MaintainedLake.DayMs;
        await new SnapshotExpiry(_lake.Table).RunAsync(dryRun: false);
        _lake.NowMs += 2 * MaintainedLake.DayMs;
        Assert.Equal(4, (await new SnapshotExpiry(_lake.Table).RunAsync(dryRun: false)).FilesRemoved);
        var table = await _lake.Pointer.LoadAsync();
        Assert.Equal(["main", "rev-funds-1"], table.Metadata.Refs.Keys);
        Assert.Equal(["1|∅"], await _lake.RowsAsync(revision));
        Assert.Equal(["3|∅"], await _lake.RowsAsync());
    }

    [Fact]
    public async Task A_table_that_shares_its_files_loses_none()
    {
        await _lake.CreateAsync(properties: [("gc.enabled", "false")]);
        await _lake.AppendAsync("SELECT 1 AS id");
        _lake.NowMs += 60 * MaintainedLake.DayMs;
        await _lake.OverwriteAsync("SELECT 2 AS id");
        Assert.Equal(
            new TaskReport("expire-snapshots") { Note = "gc.enabled is false: nothing expires" }, await new SnapshotExpiry(_lake.Table).RunAsync(dryRun: false));
        Assert.Equal(2, (await _lake.Pointer.LoadAsync()).Metadata.Snapshots.Count);
    }

    [Fact]
    public async Task Malformed_properties_are_all_named()
    {
        await _lake.CreateAsync(properties:
        [
            ("gc.enabled", "maybe"), ("history.expire.min-snapshots-to-keep", "0"), ("bourse.maintenance.orphan-age-ms", "1000"),
            ("bourse.maintenance.reader-grace-ms", "-5"),
        ]);
        var error = await Assert.ThrowsAsync<MaintenanceException>(() => new SnapshotExpiry(_lake.Table).RunAsync(dryRun: true));
        Assert.Equal(
            "The table's properties cannot be followed: gc.enabled: must be true or false. history.expire.min-snapshots-to-keep: must be a whole number from 1 to "
                + "2147483647. "
            + "bourse.maintenance.reader-grace-ms: must be a whole number from 300000 to 3153600000000. "
            + "bourse.maintenance.orphan-age-ms: must be a whole number from 86400000 to 3153600000000.",
            error.Message);
    }

    [Fact]
    public async Task An_expiry_that_dies_at_any_call_is_finished_by_the_next_one()
    {
        for (var dieAt = 0; ; dieAt++)
        {
            using var lake = new MaintainedLake();
            await lake.CreateAsync();
            await lake.AppendAsync("SELECT 1 AS id");
            await lake.OverwriteAsync("SELECT 2 AS id");
            lake.NowMs += 6 * MaintainedLake.DayMs;
            await lake.OverwriteAsync("SELECT 3 AS id");
            await new SnapshotExpiry(lake.Table).RunAsync(dryRun: false);
            lake.NowMs += 6 * MaintainedLake.DayMs;
            await lake.AppendAsync("SELECT 4 AS id");

            var died = await Dying.AtCallAsync(lake, dieAt, () => new SnapshotExpiry(lake.Table).RunAsync(dryRun: false));
            Assert.Equal(["3|∅", "4|∅"], await lake.RowsAsync());
            lake.NowMs += 2 * MaintainedLake.DayMs;
            await new SnapshotExpiry(lake.Table).RunAsync(dryRun: false);
            lake.NowMs += 2 * MaintainedLake.DayMs;
            await new SnapshotExpiry(lake.Table).RunAsync(dryRun: false);
            Assert.Equal(["3|∅", "4|∅"], await lake.RowsAsync());
            Assert.Equal(2, (await lake.FilesAsync()).Count(f => f.EndsWith(".parquet", StringComparison.Ordinal)));
            if (!died)
            {
                Assert.InRange(dieAt, 20, 200);
                break;
            }
        }
    }
}
