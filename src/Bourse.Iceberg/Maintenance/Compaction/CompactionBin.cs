using Bourse.Iceberg.Manifests;

namespace Bourse.Iceberg.Maintenance.Compaction;

/// <summary>Data files of one spec and partition that are rewritten together.</summary>
/// <param name="Files">The files.</param>
/// <param name="Outputs">How many files their rows are spread over.</param>
internal sealed record CompactionBin(IReadOnlyList<DataFile> Files, int Outputs)
{
    /// <summary>Their bytes.</summary>
    public long SizeBytes => Files.Sum(f => f.FileSizeBytes);
}
