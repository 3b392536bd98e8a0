using Bourse.DuckDb;
using Bourse.Iceberg.Maintenance.Rewriting;
using Bourse.Iceberg.Manifests;

namespace Bourse.Iceberg.Maintenance.Deletes;

/// <summary>
/// Takes delete files that apply to no live data file out of the table, then merges the small position-delete files of a partition, without the positions of
/// data files that are gone. Merged deletes keep the highest sequence number of their sources: they name files, which all existed before it.
/// </summary>
/// <param name="table">The table.</param>
/// <param name="connection">A session that may read the table's files and write the store's temporary folder.</param>
public sealed class DeleteCompaction(MaintainedTable table, DuckDbConnection connection)
{
    private const string Name = "compact-deletes";

    private readonly LiveManifests _manifests = new(table.Folder);

    /// <summary>Runs it by the table's properties, or says what it would do.</summary>
    /// <exception cref="MaintenanceException">A property is malformed, or a commit is refused or overtaken too often.</exception>
    /// <exception cref="DuckDbException">The engine fails.</exception>
    public async Task<TaskReport> RunAsync(bool dryRun, CancellationToken cancellationToken = default)
    {
        var state = await ReadAsync(cancellationToken);
        var policy = MaintenancePolicy.Of(state.Table.Metadata.Properties);
        if (dryRun)
        {
            var dangling = await new DanglingDeletes(table.Folder, connection).FindAsync(state, cancellationToken);
            var removed = dangling.Select(d => d.Delete).Concat(GroupsOf(state, policy).SelectMany(g => g)).DistinctBy(e => e.File.Path).ToList();
            return new TaskReport(Name) { FilesRemoved = removed.Count, BytesRemoved = removed.Sum(e => e.File.FileSizeBytes) };
        }
        var report = await DropDanglingAsync(cancellationToken);
        state = await ReadAsync(cancellationToken);
        foreach (var group in GroupsOf(state, policy))
            report = Sum(report, await MergeAsync(state, group, cancellationToken));
        return report;
    }

    /// <summary>Takes delete files that apply to no live data file out of the table, in one commit.</summary>
    /// <exception cref="MaintenanceException">The commit is refused or overtaken too often.</exception>
    public async Task<TaskReport> DropDanglingAsync(CancellationToken cancellationToken = default)
    {
        var state = await ReadAsync(cancellationToken);
        var dangling = await new DanglingDeletes(table.Folder, connection).FindAsync(state, cancellationToken);
        if (dangling.Count == 0)
            return new TaskReport(Name);
        // A writer may have put back a file they apply to, by rolling back.
        var moved = await new FileReplacement(table, _manifests, Paths(dangling.Select(d => d.Delete)), []).TryMoveAsync(
            newest => DanglingDeletes.AreStill(dangling, newest), cancellationToken);
        return moved ? Done([.. dangling.Select(d => d.Delete)], null) : new TaskReport(Name);
    }

    private async Task<TableState> ReadAsync(CancellationToken cancellationToken) =>
        await TableState.ReadAsync(await table.LoadAsync(cancellationToken), _manifests, cancellationToken);

    private static IEnumerable<List<ManifestEntry>> GroupsOf(TableState state, MaintenancePolicy policy) => state.Deletes
        .Where(e => e.File is { Content: FileContent.PositionDeletes, Format: "parquet" } && e.File.FileSizeBytes < policy.DeleteTargetFileSizeBytes * 3 / 4)
        .GroupBy(e => (e.File.SpecId, e.File.Partition))
        .SelectMany(g => Bins(g, policy.DeleteTargetFileSizeBytes))
        .Where(b => b.Count > 1);

    private static IEnumerable<List<ManifestEntry>> Bins(IEnumerable<ManifestEntry> entries, long target)
    {
        var bin = new List<ManifestEntry>();
        foreach (var entry in entries.OrderBy(e => e.SequenceNumber).ThenBy(e => e.File.Path, StringComparer.Ordinal))
        {
            if (bin.Sum(e => e.File.FileSizeBytes) + entry.File.FileSizeBytes > target)
            {
                yield return bin;
                bin = [];
            }
            bin.Add(entry);
        }
        yield return bin;
    }

    private async Task<TaskReport> MergeAsync(TableState state, List<ManifestEntry> group, CancellationToken cancellationToken)
    {
        var merged = await new MergedPositions(table, connection, state).WriteAsync(group, cancellationToken);
        IReadOnlyList<RewrittenFile> added = merged is null ? [] : [merged];
        if (!await new FileReplacement(table, _manifests, Paths(group), added).TryMoveAsync(_ => true, cancellationToken))
            return new TaskReport(Name);
        table.Progress($"merged {group.Count} delete files");
        return Done(group, merged);
    }

    private static TaskReport Done(List<ManifestEntry> removed, RewrittenFile? added) => new(Name)
    {
        Commits = 1,
        FilesRemoved = removed.Count,
        BytesRemoved = removed.Sum(e => e.File.FileSizeBytes),
        FilesAdded = added is null ? 0 : 1,
        BytesAdded = added?.File.FileSizeBytes ?? 0,
    };

    private static TaskReport Sum(TaskReport left, TaskReport right) => left with
    {
        Commits = left.Commits + right.Commits,
        FilesRemoved = left.FilesRemoved + right.FilesRemoved,
        BytesRemoved = left.BytesRemoved + right.BytesRemoved,
        FilesAdded = left.FilesAdded + right.FilesAdded,
        BytesAdded = left.BytesAdded + right.BytesAdded,
    };

    private static HashSet<string> Paths(IEnumerable<ManifestEntry> entries) => entries.Select(e => e.File.Path).ToHashSet(StringComparer.Ordinal);
}
