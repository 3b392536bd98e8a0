using Bourse.Iceberg.Manifests;

namespace Bourse.Iceberg.Maintenance.Compaction;

/// <summary>Data files that are rewritten together: of one spec and partition, unless they move to another spec.</summary>
/// <param name="Files">The files.</param>
/// <param name="Outputs">How many files their rows are spread over.</param>
internal sealed record CompactionBin(IReadOnlyList<DataFile> Files, int Outputs)
{
    /// <summary>Their bytes.</summary>
    public long SizeBytes => Files.Sum(f => f.FileSizeBytes);
}
