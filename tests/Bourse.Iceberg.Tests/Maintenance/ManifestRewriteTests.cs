using Bourse.Iceberg.Expressions;
using Bourse.Iceberg.Maintenance.Manifests;
using Bourse.Iceberg.Manifests;
using Bourse.Iceberg.Partitioning;
using Bourse.Iceberg.Tests.Maintenance.Support;
using Bourse.Storage;

namespace Bourse.Iceberg.Tests.Maintenance;

[Collection(nameof(FaultPoint))]
public sealed class ManifestRewriteTests : IDisposable
{
    private static readonly PartitionSpec ByFund = new(0, [new(2, 1000, "fund", new Transform.Identity())]);

    private readonly MaintainedLake _lake = new();

    public void Dispose() => _lake.Dispose();

    [Fact]
    public async Task Manifests_become_one_whose_files_keep_their_snapshot_and_sequence_numbers()
    {
        await AppendThreeAsync(_lake);
        var before = await EntriesAsync(_lake);
        var report = await new ManifestRewrite(_lake.Table).RunAsync(dryRun: false);
        Assert.Equal((1, 3L, 1L), (report.Commits, report.FilesRemoved, report.FilesAdded));
        var after = await EntriesAsync(_lake);
        Assert.Equal(before.Select(Known).Order(StringComparer.Ordinal), after.Select(Known).Order(StringComparer.Ordinal));
        Assert.All(after, e => Assert.Equal(EntryStatus.Existing, e.Status));
        Assert.Equal(["∅", "a", "a", "b", "c"], after.Select(e => (e.File.Partition[0] as Literal.Text)?.Value ?? "∅"));
        var table = await _lake.Pointer.LoadAsync();
        Assert.Equal("replace", table.Metadata.CurrentSnapshot!.Operation);
        Assert.Equal(("5", "5"), (table.Metadata.CurrentSnapshot.Summary["total-data-files"], table.Metadata.CurrentSnapshot.Summary["total-records"]));
        Assert.Equal(1, (await table.Scan().ManifestsAsync()).Single().MinSequenceNumber);
        Assert.Equal(["1|a", "2|b", "3|∅", "4|a", "5|c"], await _lake.RowsAsync());

        report = await new ManifestRewrite(_lake.Table).RunAsync(dryRun: false);
        Assert.Equal(0, report.Commits);
        Assert.Equal(table.MetadataLocation, _lake.Pointer.Location);
    }

    [Fact]
    public async Task A_dry_run_writes_nothing()
    {
        await AppendThreeAsync(_lake);
        var files = await _lake.FilesAsync();
        Assert.Equal(3, (await new ManifestRewrite(_lake.Table).RunAsync(dryRun: true)).FilesRemoved);
        Assert.Equal(files, await _lake.FilesAsync());
    }

    [Fact]
    public async Task A_huge_manifest_is_cut_between_partitions()
    {
        await _lake.CreateAsync(ByFund, ("commit.manifest.target-size-bytes", "2500"));
        await _lake.AppendAsync("SELECT CAST(i AS INTEGER) AS id, 'f' || (i % 60) AS fund FROM range(120) t(i)");
        var one = Assert.Single(await (await _lake.Pointer.LoadAsync()).Scan().ManifestsAsync());
        Assert.InRange(one.LengthBytes, 4500, 20_000);
        var rows = await _lake.RowsAsync();
        await new ManifestRewrite(_lake.Table).RunAsync(dryRun: false);
        var cut = await (await _lake.Pointer.LoadAsync()).Scan().ManifestsAsync();
        Assert.InRange(cut.Count, 2, 4);
        for (var i = 1; i < cut.Count; i++)
            Assert.True(string.CompareOrdinal(Text(cut[i - 1].Partitions![0].UpperBound!), Text(cut[i].Partitions![0].LowerBound!)) < 0);
        Assert.Equal(rows, await _lake.RowsAsync());

        static string Text(ValueList<byte> bytes) => System.Text.Encoding.UTF8.GetString(bytes.AsSpan());
    }

    [Fact]
    public async Task A_writer_that_commits_meanwhile_keeps_its_rows_and_the_rewritten_manifest_is_used_again()
    {
        await AppendThreeAsync(_lake);
        var added = await _lake.WriteAsync("SELECT 9 AS id, 'z' AS fund");
        var created = 0;
        _lake.Folder.BeforeCall = (name, location) =>
        {
            if (name == "create" && location.EndsWith(".avro", StringComparison.Ordinal) && !location.Contains("/snap-", StringComparison.Ordinal))
                created++;
            if (name != "move")
                return;
            _lake.Folder.BeforeCall = (_, _) => { };
            _lake.ChangeAsync(t => t.Append(added)).GetAwaiter().GetResult();
        };
        var report = await new ManifestRewrite(_lake.Table).RunAsync(dryRun: false);
        Assert.Equal(1, report.Commits);
        Assert.Equal(["1|a", "2|b", "3|∅", "4|a", "5|c", "9|z"], await _lake.RowsAsync());
        // The four manifests now there differ from the three that were planned, so they are rewritten anew and the first result is discarded.
        var table = await _lake.Pointer.LoadAsync();
        var manifest = Assert.Single(await table.Scan().ManifestsAsync());
        Assert.Equal(6, manifest.ExistingFiles);
        Assert.Equal(1, created);
        Assert.Single(await _lake.FilesAsync(), f => f.Contains(manifest.Path[..^8], StringComparison.Ordinal));
    }

    [Fact]
    public async Task A_rewrite_that_dies_at_any_call_leaves_the_table_readable_and_can_be_run_again()
    {
        for (var dieAt = 0; ; dieAt++)
        {
            using var lake = new MaintainedLake();
            await AppendThreeAsync(lake);
            var died = await Dying.AtCallAsync(lake, dieAt, () => new ManifestRewrite(lake.Table).RunAsync(dryRun: false));
            Assert.Equal(["1|a", "2|b", "3|∅", "4|a", "5|c"], await lake.RowsAsync());
            await new ManifestRewrite(lake.Table).RunAsync(dryRun: false);
            Assert.Equal(["1|a", "2|b", "3|∅", "4|a", "5|c"], await lake.RowsAsync());
            Assert.Single(await (await lake.Pointer.LoadAsync()).Scan().ManifestsAsync());
            if (!died)
            {
                Assert.InRange(dieAt, 10, 60);
                break;
            }
        }
    }

    private static async Task AppendThreeAsync(MaintainedLake lake)
    {
        await lake.CreateAsync(ByFund);
        await lake.AppendAsync("SELECT * FROM (VALUES (1, 'a'), (2, 'b')) v(id, fund)");
        await lake.AppendAsync("SELECT 3 AS id");
        await lake.AppendAsync("SELECT * FROM (VALUES (4, 'a'), (5, 'c')) v(id, fund)");
    }

    private static string Known(ManifestEntry entry) =>
        $"{entry.SnapshotId} {entry.SequenceNumber} {entry.FileSequenceNumber} {entry.File with { Columns = entry.File.Columns.Clear() }} "
            + $"{string.Join(", ", entry.File.Columns)}";

    private static async Task<List<ManifestEntry>> EntriesAsync(MaintainedLake lake)
    {
        var table = await lake.Pointer.LoadAsync();
        var entries = new List<ManifestEntry>();
        foreach (var manifest in await table.Scan().ManifestsAsync())
            entries.AddRange(ManifestReader.Read(await lake.Folder.ReadAsync(manifest.Path), manifest, table.Metadata.PartitionTypeOf(manifest.SpecId)));
        return entries;
    }
}
