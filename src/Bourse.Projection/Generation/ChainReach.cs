using Bourse.Iceberg.Manifests;
using Bourse.Iceberg.Metadata;
using Bourse.Projection.Contents;

namespace Bourse.Projection.Generation;

/// <summary>What snapshots of a chain are made of.</summary>
internal static class ChainReach
{
    /// <summary>The keys of the manifest lists, manifests and live data files of some snapshots.</summary>
    /// <exception cref="DamagedContentException">A file is not what it was when it was written.</exception>
    public static async Task<HashSet<string>> OfAsync(
        ProjectedTable table, TableMetadata metadata, IEnumerable<Snapshot> snapshots, ContentStores contents, CancellationToken cancellationToken)
    {
        var bucket = $"s3://{table.Product}/";
        var objects = table.Objects.ToDictionary(o => bucket + o.Key, o => o.Content, StringComparer.Ordinal);
        var reached = new HashSet<string>(StringComparer.Ordinal);
        foreach (var list in snapshots.Select(snapshot => snapshot.ManifestList!))
        {
            reached.Add(list);
            foreach (var manifest in ManifestListReader.Read(await contents.ReadAllAsync(objects[list], cancellationToken)))
            {
                // Snapshots share most of their manifests.
                if (!reached.Add(manifest.Path))
                    continue;
                var bytes = await contents.ReadAllAsync(objects[manifest.Path], cancellationToken);
                reached.UnionWith(ManifestReader.Read(bytes, manifest, metadata.PartitionTypeOf(manifest.SpecId))
                    .Where(entry => entry.Status != EntryStatus.Deleted).Select(entry => entry.File.Path));
            }
        }
        return reached.Select(location => location[bucket.Length..]).ToHashSet(StringComparer.Ordinal);
    }
}
