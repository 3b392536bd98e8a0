using Bourse.Iceberg.Maintenance.Rewriting;
using Bourse.Iceberg.Manifests;
using Bourse.Iceberg.Metadata;

namespace Bourse.Iceberg.Writing.Deltas;

/// <summary>
/// Says whether partitions that are replaced were changed meanwhile, by what each snapshot shows and its parent did not: rows that were deleted are a conflict always,
/// rows that were added where the rule says so. Snapshots of the operation <c>replace</c> changed no row.
/// </summary>
/// <param name="partitions">The partitions.</param>
/// <param name="manifests">Reads manifests.</param>
internal sealed class PartitionValidation(RemovalRule.Partitions partitions, LiveManifests manifests)
{
    /// <summary>The first conflict, or null.</summary>
    /// <param name="metadata">The version that the replacement is to be put on.</param>
    /// <param name="since">What was committed since the read, oldest first.</param>
    /// <param name="cancellationToken">Ends the call.</param>
    public async Task<CommitConflict?> FindConflictAsync(TableMetadata metadata, IEnumerable<Snapshot> since, CancellationToken cancellationToken)
    {
        foreach (var snapshot in since.Where(s => s.Operation != "replace"))
        {
            var parent = snapshot.ParentId is { } id ? metadata.FindSnapshot(id) : null;
            var (before, after) = (await ReadAsync(metadata, parent, cancellationToken), await ReadAsync(metadata, snapshot, cancellationToken));
            var gone = before.Values.FirstOrDefault(f => f.Content == FileContent.Data && !after.ContainsKey(f.Path));
            if (gone is not null)
                return new CommitConflict.FileRemoved(gone.Path);
            foreach (var added in after.Values.Where(f => !before.ContainsKey(f.Path)))
            {
                if (added.Content != FileContent.Data)
                    return new CommitConflict.PartitionDeleted(added.Path);
                if (partitions.NoneAdded)
                    return new CommitConflict.RowsAdded(added.Path);
            }
        }
        return null;
    }

    private async Task<Dictionary<string, DataFile>> ReadAsync(TableMetadata metadata, Snapshot? snapshot, CancellationToken cancellationToken)
    {
        var files = new Dictionary<string, DataFile>(StringComparer.Ordinal);
        foreach (var manifest in await manifests.ListAsync(metadata, snapshot, cancellationToken))
        {
            if (!partitions.MayTouch(manifest) && !HoldEverywhere(metadata, manifest.SpecId, manifest.Content))
                continue;
            foreach (var entry in await manifests.ReadAsync(metadata, manifest, cancellationToken))
            {
                if (partitions.Removes(entry.File)
                    || (entry.File.Content == FileContent.EqualityDeletes && HoldEverywhere(metadata, entry.File.SpecId, manifest.Content)))
                    files.TryAdd(entry.File.Path, entry.File);
            }
        }
        return files;
    }

    // Equality deletes without partitions are of every partition (specification, "Scan Planning").
    private static bool HoldEverywhere(TableMetadata metadata, int specId, ManifestContent content) =>
        content == ManifestContent.Deletes && metadata.SpecOf(specId).Fields.Count == 0;
}
