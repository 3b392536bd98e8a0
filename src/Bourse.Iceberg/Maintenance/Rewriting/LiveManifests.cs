using Bourse.Iceberg.Manifests;
using Bourse.Iceberg.Metadata;
using Bourse.Iceberg.Scanning;

namespace Bourse.Iceberg.Maintenance.Rewriting;

/// <summary>Reads manifests for a task that looks at several versions of a table; each manifest is read and decoded once, for it never changes.</summary>
internal sealed class LiveManifests(ITableFiles files)
{
    private readonly Dictionary<string, IReadOnlyList<ManifestEntry>> _entries = new(StringComparer.Ordinal);

    /// <summary>The manifests of the current snapshot that list a live file, in the list's order.</summary>
    public Task<IReadOnlyList<ManifestFile>> ListAsync(TableMetadata metadata, CancellationToken cancellationToken) =>
        ListAsync(metadata, metadata.CurrentSnapshot, cancellationToken);

    /// <summary>The manifests of a snapshot that list a live file, in the list's order; none for no snapshot.</summary>
    public async Task<IReadOnlyList<ManifestFile>> ListAsync(TableMetadata metadata, Snapshot? snapshot, CancellationToken cancellationToken) => snapshot is null
        ? []
        : [.. (await SnapshotManifests.ReadAsync(files, metadata, snapshot, cancellationToken)).Where(m => m.HasLiveFiles)];

    /// <summary>The live files of a manifest, their sequence numbers filled in.</summary>
    public async Task<IReadOnlyList<ManifestEntry>> ReadAsync(TableMetadata metadata, ManifestFile manifest, CancellationToken cancellationToken)
    {
        if (!_entries.TryGetValue(manifest.Path, out var entries))
        {
            var content = await files.ReadAsync(manifest.Path, cancellationToken);
            entries = [.. ManifestReader.Read(content, manifest, metadata.PartitionTypeOf(manifest.SpecId)).Where(e => e.Status != EntryStatus.Deleted)];
            _entries.Add(manifest.Path, entries);
        }
        return entries;
    }

    /// <summary>All live files of the current snapshot, data and deletes.</summary>
    public async Task<List<ManifestEntry>> ReadAllAsync(TableMetadata metadata, CancellationToken cancellationToken)
    {
        var all = new List<ManifestEntry>();
        foreach (var manifest in await ListAsync(metadata, cancellationToken))
            all.AddRange(await ReadAsync(metadata, manifest, cancellationToken));
        return all;
    }
}
