using Bourse.Iceberg.Manifests;
using Bourse.Iceberg.Metadata;
using Bourse.Projection.Contents;

namespace Bourse.Projection.Generation;

/// <summary>The newest snapshot of a chain, as it stands in its own files.</summary>
/// <param name="Metadata">The chain's metadata; null when the chain starts now.</param>
/// <param name="Manifests">The snapshot's manifests with their entries.</param>
internal sealed record ChainContents(TableMetadata? Metadata, IReadOnlyList<(ManifestFile Manifest, IReadOnlyList<ManifestEntry> Entries)> Manifests)
{
    /// <summary>A chain without snapshots.</summary>
    public static ChainContents Empty { get; } = new(null, []);

    /// <summary>Reads a chain's newest snapshot.</summary>
    /// <exception cref="DamagedContentException">A file is not what it was when it was written.</exception>
    public static async Task<ChainContents> LoadAsync(ProjectedTable table, ContentStores contents, CancellationToken cancellationToken)
    {
        var metadata = TableMetadataJson.Parse(table.MetadataJson);
        var objects = table.Objects.ToDictionary(o => $"s3://{table.Product}/{o.Key}", o => o.Content, StringComparer.Ordinal);
        var manifests = new List<(ManifestFile, IReadOnlyList<ManifestEntry>)>();
        foreach (var manifest in ManifestListReader.Read(await contents.ReadAllAsync(objects[metadata.CurrentSnapshot!.ManifestList!], cancellationToken)))
        {
            var bytes = await contents.ReadAllAsync(objects[manifest.Path], cancellationToken);
            manifests.Add((manifest, ManifestReader.Read(bytes, manifest, metadata.PartitionTypeOf(manifest.SpecId))));
        }
        return new ChainContents(metadata, manifests);
    }

    /// <summary>The entries of files that a reader of the snapshot sees.</summary>
    public IEnumerable<ManifestEntry> Live => Manifests.SelectMany(m => m.Entries).Where(e => e.Status != EntryStatus.Deleted);
}
