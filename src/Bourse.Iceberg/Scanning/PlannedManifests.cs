using Bourse.Iceberg.Manifests;

namespace Bourse.Iceberg.Scanning;

/// <summary>The manifests of a plan.</summary>
/// <param name="All">Those of the snapshot.</param>
/// <param name="Reads">Those that were read; the others list no file that may match.</param>
internal sealed record PlannedManifests(IReadOnlyList<ManifestFile> All, IReadOnlyList<ManifestRead> Reads)
{
    /// <summary>How many the snapshot has.</summary>
    public int TotalOf(ManifestContent content) => All.Count(m => m.Content == content);

    /// <summary>How many were read.</summary>
    public int ReadOf(ManifestContent content) => Reads.Count(r => r.Manifest.Content == content);

    /// <summary>How many live files of those read were left out.</summary>
    public long SkippedFilesOf(ManifestContent content) => Reads.Where(r => r.Manifest.Content == content).Sum(r => (long)r.Skipped);

    /// <summary>The entries that were kept.</summary>
    public IEnumerable<ManifestEntry> EntriesOf(ManifestContent content) => Reads.Where(r => r.Manifest.Content == content).SelectMany(r => r.Entries);
}
