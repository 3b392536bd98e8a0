using Bourse.Iceberg.Manifests;

namespace Bourse.Iceberg.Scanning;

/// <summary>One manifest of a plan, read by whichever thread is free.</summary>
/// <param name="manifest">The manifest.</param>
/// <param name="pruning">Which of its files may match; null for all.</param>
internal sealed class ManifestRead(ManifestFile manifest, FilePruning? pruning)
{
    public ManifestFile Manifest => manifest;

    /// <summary>The live entries that may match, in the manifest's order, once it has run.</summary>
    public IReadOnlyList<ManifestEntry> Entries { get; private set; } = [];

    /// <summary>How many live entries cannot match, once it has run.</summary>
    public int Skipped { get; private set; }

    /// <exception cref="IcebergFormatException">The manifest is malformed or names a location outside the table.</exception>
    public async ValueTask RunAsync(IcebergTable table, CancellationToken cancellationToken)
    {
        var all = table.Manifests.Find(manifest) ?? await DecodeAsync(table, cancellationToken);
        var kept = new List<ManifestEntry>(pruning is null ? all.Count : 0);
        foreach (var entry in all)
        {
            if (pruning is null || pruning.MayMatch(entry.File))
                kept.Add(entry);
        }
        (Entries, Skipped) = (kept, all.Count - kept.Count);
    }

    private async ValueTask<IReadOnlyList<ManifestEntry>> DecodeAsync(IcebergTable table, CancellationToken cancellationToken)
    {
        var content = await table.Files.ReadAsync(manifest.Path, cancellationToken);
        var entries = ManifestReader.Read(content, manifest, table.Metadata.PartitionTypeOf(manifest.SpecId), out var plainBytes);
        var live = entries.Where(e => e.Status != EntryStatus.Deleted).ToArray();
        // Once, not at every plan.
        foreach (var entry in live)
            table.Files.RequireWithin(entry.File.Path);
        table.Manifests.Add(manifest, live, plainBytes);
        return live;
    }
}
