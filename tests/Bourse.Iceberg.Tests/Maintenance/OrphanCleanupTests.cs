using Bourse.Iceberg.Maintenance.Expiry;
using Bourse.Iceberg.Maintenance.Orphans;
using Bourse.Iceberg.Tests.Maintenance.Support;
using Bourse.Storage;

namespace Bourse.Iceberg.Tests.Maintenance;

[Collection(nameof(FaultPoint))]
public sealed class OrphanCleanupTests : IDisposable
{
    private readonly MaintainedLake _lake = new();

    public void Dispose() => _lake.Dispose();

    [Fact]
    public async Task What_no_version_knows_goes_when_it_is_old_enough_and_not_before()
    {
        await _lake.CreateAsync();
        await _lake.AppendAsync("SELECT 1 AS id");
        var lost = await _lake.WriteAsync("SELECT 2 AS id");
        _lake.NowMs += 3 * MaintainedLake.DayMs;
        Assert.Empty((await new OrphanCleanup(_lake.Table).RunAsync(dryRun: true)).Removed);
        _lake.NowMs += 1;
        Assert.Equal([lost[0].Path], (await new OrphanCleanup(_lake.Table).RunAsync(dryRun: true)).Removed);
        Assert.Contains(lost[0].Path, await _lake.FilesAsync());
        var report = await new OrphanCleanup(_lake.Table).RunAsync(dryRun: false);
        Assert.Equal((1, lost[0].FileSizeBytes), (report.FilesRemoved, report.BytesRemoved));
        Assert.DoesNotContain(lost[0].Path, await _lake.FilesAsync());
        Assert.Equal(["1|∅"], await _lake.RowsAsync());
    }

    [Fact]
    public async Task A_commit_under_way_beside_it_loses_nothing()
    {
        await _lake.CreateAsync();
        await _lake.AppendAsync("SELECT 1 AS id");
        _lake.NowMs += 10 * MaintainedLake.DayMs;
        var underWay = await _lake.WriteAsync("SELECT 2 AS id");
        _lake.Folder.BeforeCall = (name, _) =>
        {
            // The writer commits between the newest version and the listing.
            _lake.Folder.BeforeCall = (_, _) => { };
            _lake.ChangeAsync(t => t.Append(underWay)).GetAwaiter().GetResult();
        };
        Assert.Empty((await new OrphanCleanup(_lake.Table).RunAsync(dryRun: false)).Removed);
        Assert.Equal(["1|∅", "2|∅"], await _lake.RowsAsync());
    }

    [Fact]
    public async Task A_link_is_not_followed_and_what_lies_beside_the_folder_stays()
    {
        await _lake.CreateAsync();
        await _lake.AppendAsync("SELECT 1 AS id");
        var outside = Path.Combine(_lake.Lake.Folder, "outside");
        var beside = _lake.Lake.TableFolder + "0";
        foreach (var folder in new[] { outside, beside })
        {
            Directory.CreateDirectory(folder);
            await File.WriteAllTextAsync(Path.Combine(folder, "precious"), "x");
            File.SetLastWriteTimeUtc(Path.Combine(folder, "precious"), DateTime.UnixEpoch);
        }
        Directory.CreateSymbolicLink(Path.Combine(_lake.Lake.TableFolder, "data", "link"), outside);
        File.CreateSymbolicLink(Path.Combine(_lake.Lake.TableFolder, "data", "file-link"), Path.Combine(outside, "precious"));
        _lake.NowMs += 10 * MaintainedLake.DayMs;
        Assert.Empty((await new OrphanCleanup(_lake.Table).RunAsync(dryRun: false)).Removed);
        Assert.True(File.Exists(Path.Combine(outside, "precious")));
        Assert.True(File.Exists(Path.Combine(beside, "precious")));
        Assert.Equal(["1|∅"], await _lake.RowsAsync());
    }

    [Fact]
    public async Task Versions_the_log_has_no_room_for_go_and_what_their_readers_may_still_read_stays()
    {
        await _lake.CreateAsync(properties: [("write.metadata.previous-versions-max", "1"), ("bourse.maintenance.reader-grace-ms", $"{MaintainedLake.DayMs}")]);
        var first = await _lake.AppendAsync("SELECT 1 AS id");
        _lake.NowMs += 10 * MaintainedLake.DayMs;
        await _lake.OverwriteAsync("SELECT 2 AS id");
        await new SnapshotExpiry(_lake.Table).RunAsync(dryRun: false);
        await _lake.AppendAsync("SELECT 3 AS id");

        // The log names one version, made a moment ago; the reader's one is known by its file alone.
        Assert.DoesNotContain((await _lake.Pointer.LoadAsync()).Metadata.MetadataLog, e => e.Location == first.MetadataLocation);
        var removed = (await new OrphanCleanup(_lake.Table).RunAsync(dryRun: false)).Removed;
        Assert.Single(removed, l => l.Contains("/00001-", StringComparison.Ordinal));
        Assert.Single(removed);
        Assert.Equal(["1|∅"], await _lake.Lake.RowsAsync(first));

        _lake.NowMs += 4 * MaintainedLake.DayMs;
        removed = (await new OrphanCleanup(_lake.Table).RunAsync(dryRun: false)).Removed;
        Assert.Contains(first.MetadataLocation, removed);
        Assert.Contains(first.Metadata.CurrentSnapshot!.ManifestList, removed);
        Assert.Equal(["2|∅", "3|∅"], await _lake.RowsAsync());
        Assert.Equal(2, (await _lake.FilesAsync()).Count(f => f.EndsWith(".parquet", StringComparison.Ordinal)));
    }

    [Fact]
    public async Task Where_the_newest_version_is_written_for_readers_of_folders_stays()
    {
        await _lake.CreateAsync();
        var hint = $"{_lake.Lake.Files.Location}/metadata/version-hint.text";
        await _lake.Folder.CreateAsync(hint, "1"u8.ToArray());
        _lake.NowMs += 10 * MaintainedLake.DayMs;
        Assert.Empty((await new OrphanCleanup(_lake.Table).RunAsync(dryRun: false)).Removed);
    }

    [Fact]
    public async Task A_clean_up_that_dies_at_any_call_is_finished_by_the_next_one()
    {
        for (var dieAt = 0; ; dieAt++)
        {
            using var lake = new MaintainedLake();
            await lake.CreateAsync();
            await lake.AppendAsync("SELECT 1 AS id");
            await lake.WriteAsync("SELECT 2 AS id");
            await lake.WriteAsync("SELECT 3 AS id");
            lake.NowMs += 10 * MaintainedLake.DayMs;
            var died = await Dying.AtCallAsync(lake, dieAt, () => new OrphanCleanup(lake.Table).RunAsync(dryRun: false));
            await new OrphanCleanup(lake.Table).RunAsync(dryRun: false);
            Assert.Equal(["1|∅"], await lake.RowsAsync());
            Assert.Single(await lake.FilesAsync(), f => f.EndsWith(".parquet", StringComparison.Ordinal));
            if (!died)
            {
                Assert.InRange(dieAt, 5, 50);
                break;
            }
        }
    }
}
