using Bourse.Iceberg.Manifests;

namespace Bourse.Iceberg.Erasure;

/// <summary>A manifest of some retained snapshots, read whole, and what becomes of its entries.</summary>
/// <param name="Source">The manifest as its lists name it.</param>
/// <param name="Entries">All its entries, deleted ones too.</param>
/// <param name="Next">What the entries become; fewer, when files are emptied or no retained snapshot holds them.</param>
/// <param name="IsTouched">Whether that differs.</param>
internal sealed record ErasedManifest(ManifestFile Source, IReadOnlyList<ManifestEntry> Entries, IReadOnlyList<ManifestEntry> Next, bool IsTouched)
{
    public static ErasedManifest Of(ManifestFile source, IReadOnlyList<ManifestEntry> entries, Func<DataFile, ErasedFile?> find)
    {
        var next = new List<ManifestEntry>(entries.Count);
        foreach (var entry in entries)
        {
            switch (find(entry.File))
            {
                case ErasedFile.Untouched:
                    next.Add(entry);
                    break;
                case ErasedFile.Rewritten { File: var file }:
                    next.Add(entry with { File = file });
                    break;
                // Emptied; or deleted, and gone with the last snapshot that held it: its bounds may be the subject's.
            }
        }
        return new ErasedManifest(source, entries, next, !next.SequenceEqual(entries));
    }

    /// <summary>Whether it names one of the snapshots as the one that added it or a file.</summary>
    public bool Names(IReadOnlySet<long> snapshots) => snapshots.Contains(Source.AddedSnapshotId) || Entries.Any(e => snapshots.Contains(e.SnapshotId));
}
