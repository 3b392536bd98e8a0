using Bourse.Iceberg.Manifests;
using Bourse.Iceberg.Metadata;
using Bourse.Iceberg.Scanning;
using Bourse.Storage;

namespace Bourse.Iceberg.Maintenance.Reach;

/// <summary>
/// Collects every file that versions of a table lead to: metadata, manifest lists, manifests, data, deletes. Each file is decoded once, however many
/// versions share it.
/// </summary>
/// <param name="files">The table's files.</param>
/// <param name="skipsMissing">Whether metadata files that are gone are passed over; otherwise they are an error.</param>
internal sealed class FileReach(ITableFiles files, bool skipsMissing)
{
    private readonly Dictionary<string, ReachedFile> _reached = new(StringComparer.Ordinal);

    /// <summary>What was reached, by location.</summary>
    public IReadOnlyDictionary<string, ReachedFile> Files => _reached;

    /// <summary>Adds what a version leads to.</summary>
    /// <exception cref="IcebergFormatException">A metadata file is malformed.</exception>
    /// <exception cref="ObjectNotFoundException">A metadata file is missing.</exception>
    public async Task AddAsync(TableMetadata metadata, CancellationToken cancellationToken)
    {
        foreach (var snapshot in metadata.Snapshots)
            await AddAsync(snapshot, metadata, cancellationToken);
    }

    /// <summary>Adds a version by its location and what it leads to.</summary>
    /// <exception cref="IcebergFormatException">A metadata file is malformed.</exception>
    /// <exception cref="ObjectNotFoundException">A metadata file is missing.</exception>
    public async Task AddVersionAsync(string location, CancellationToken cancellationToken)
    {
        if (_reached.TryAdd(location, new ReachedFile(location, ReachedKind.Metadata, 0)) && await ReadAsync(location, cancellationToken) is { } content)
            await AddAsync(TableMetadataJson.Parse(content), cancellationToken);
    }

    /// <summary>Adds a single file.</summary>
    public void Add(ReachedFile file) => _reached.TryAdd(file.Location, file);

    private async Task AddAsync(Snapshot snapshot, TableMetadata metadata, CancellationToken cancellationToken)
    {
        if (snapshot.ManifestList is { } list && !_reached.TryAdd(list, new ReachedFile(list, ReachedKind.ManifestList, 0)))
            return;
        try
        {
            foreach (var manifest in await SnapshotManifests.ReadAsync(files, metadata, snapshot, cancellationToken))
                await AddAsync(manifest, metadata, cancellationToken);
        }
        catch (ObjectNotFoundException) when (skipsMissing)
        {
            // Without its list nothing more of the snapshot is known.
            _reached.Remove(snapshot.ManifestList ?? "");
        }
    }

    private async Task AddAsync(ManifestFile manifest, TableMetadata metadata, CancellationToken cancellationToken)
    {
        var location = manifest.Path;
        if (!_reached.TryAdd(location, new ReachedFile(location, ReachedKind.Manifest, manifest.LengthBytes)))
            return;
        if (!manifest.HasLiveFiles || await ReadAsync(location, cancellationToken) is not { } content)
            return;
        foreach (var entry in ManifestReader.Read(content, manifest, metadata.PartitionTypeOf(manifest.SpecId)))
        {
            // What a snapshot deleted, the snapshots before it lead to, if they are still there.
            if (entry.Status != EntryStatus.Deleted)
                Add(new ReachedFile(entry.File.Path, ReachedKind.Content, entry.File.FileSizeBytes));
        }
    }

    private async Task<ReadOnlyMemory<byte>?> ReadAsync(string location, CancellationToken cancellationToken)
    {
        try
        {
            return await files.ReadAsync(location, cancellationToken);
        }
        catch (ObjectNotFoundException) when (skipsMissing)
        {
            _reached.Remove(location);
            return null;
        }
    }
}
