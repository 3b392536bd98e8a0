using Bourse.Iceberg.Maintenance.Rewriting;
using Bourse.Iceberg.Manifests;
using Bourse.Iceberg.Metadata;
using Bourse.Iceberg.Scanning;

namespace Bourse.Iceberg.Writing.Deltas;

/// <summary>Says whether a delta still fits a version of the table, by what was committed to the branch since its rows were read.</summary>
/// <param name="delta">The delta.</param>
/// <param name="removal">What it takes out.</param>
/// <param name="manifests">Reads manifests.</param>
internal sealed class DeltaValidation(RowDelta delta, RemovalRule removal, LiveManifests manifests)
{
    /// <summary>The first conflict, or null.</summary>
    public async Task<CommitConflict?> FindConflictAsync(TableMetadata metadata, string branch, CancellationToken cancellationToken)
    {
        // What reads nothing fits everything.
        var partitions = removal as RemovalRule.Partitions;
        if (partitions is null && delta is { NoneAddedWhere: null, Removed.Count: 0, Referenced.Count: 0, Copied.Count: 0 })
            return null;
        var head = metadata.Refs.GetValueOrDefault(branch)?.SnapshotId;
        var since = metadata.AncestorsOf(head).TakeWhile(s => s.Id != delta.ReadSnapshotId).ToArray();
        if (delta.ReadSnapshotId is { } read && (since.Length == 0 ? head : since[^1].ParentId) != read)
            return new CommitConflict.HistoryLost(read, branch);
        if (partitions is not null)
            return await new PartitionValidation(partitions, manifests).FindConflictAsync(metadata, since.Reverse(), cancellationToken);

        var live = await ReadLiveAsync(metadata, branch, cancellationToken);
        return FindRemoved(live)
            ?? (CommitConflict?)FindDeleted(metadata, live, since.Select(s => s.Id).ToHashSet())
            ?? await FindAddedAsync(metadata, since, cancellationToken);
    }

    private async Task<List<ManifestEntry>> ReadLiveAsync(TableMetadata metadata, string branch, CancellationToken cancellationToken)
    {
        var live = new List<ManifestEntry>();
        foreach (var manifest in await manifests.ListAsync(metadata, metadata.FindSnapshot(branch), cancellationToken))
            live.AddRange(await manifests.ReadAsync(metadata, manifest, cancellationToken));
        return live;
    }

    private CommitConflict.FileRemoved? FindRemoved(List<ManifestEntry> live)
    {
        var needed = delta.Removed.Select(f => f.Path).Concat(delta.Referenced).ToArray();
        if (needed.Length == 0)
            return null;
        var there = live.Select(e => e.File.Path).ToHashSet(StringComparer.Ordinal);
        return needed.FirstOrDefault(path => !there.Contains(path)) is { } gone ? new CommitConflict.FileRemoved(gone) : null;
    }

    private CommitConflict.RowsDeleted? FindDeleted(TableMetadata metadata, List<ManifestEntry> live, HashSet<long> since)
    {
        if (delta.Copied.Count == 0)
            return null;
        var copied = delta.Copied.ToHashSet(StringComparer.Ordinal);
        var data = live.Where(e => copied.Contains(e.File.Path)).ToArray();
        foreach (var deletes in live.Where(e => e.File.Content != FileContent.Data && since.Contains(e.SnapshotId)))
        {
            var unpartitioned = metadata.SpecOf(deletes.File.SpecId).Fields.Count == 0;
            if (data.FirstOrDefault(d => MayApply(deletes.File, d.File, unpartitioned)) is { } hit)
                return new CommitConflict.RowsDeleted(hit.File.Path, deletes.File.Path);
        }
        return null;
    }

    // By what each snapshot itself added: a file may be compacted into another since, and its rows are new to the delta all the same.
    private async Task<CommitConflict.RowsAdded?> FindAddedAsync(TableMetadata metadata, IEnumerable<Snapshot> since, CancellationToken cancellationToken)
    {
        if (delta.NoneAddedWhere is not { } condition)
            return null;
        // A snapshot that only put the same rows into other files added none.
        foreach (var snapshot in since.Where(s => s.Operation != "replace"))
        {
            foreach (var entry in await ReadAddedAsync(metadata, snapshot, cancellationToken))
            {
                var pruning = new FilePruning(condition, metadata.CurrentSchema, metadata.SpecOf(entry.File.SpecId), metadata.PartitionTypeOf(entry.File.SpecId));
                if (pruning.MayMatch(entry.File))
                    return new CommitConflict.RowsAdded(entry.File.Path);
            }
        }
        return null;
    }

    private async Task<IEnumerable<ManifestEntry>> ReadAddedAsync(TableMetadata metadata, Snapshot snapshot, CancellationToken cancellationToken)
    {
        var added = new List<ManifestEntry>();
        foreach (var manifest in (await manifests.ListAsync(metadata, snapshot, cancellationToken)).Where(m => m.AddedSnapshotId == snapshot.Id))
            added.AddRange(await manifests.ReadAsync(metadata, manifest, cancellationToken));
        return added.Where(e => e.Status == EntryStatus.Added && e.SnapshotId == snapshot.Id && e.File.Content == FileContent.Data);
    }

    private static bool MayApply(DataFile deletes, DataFile data, bool unpartitioned)
    {
        if (deletes.Content == FileContent.PositionDeletes && deletes.ReferencedDataFile is { } only)
            return only == data.Path;
        return (unpartitioned && deletes.Content == FileContent.EqualityDeletes) || (deletes.SpecId == data.SpecId && deletes.Partition.Equals(data.Partition));
    }
}
