using Bourse.Iceberg.Manifests;

namespace Bourse.Iceberg.Maintenance.Deletes;

/// <summary>A delete file that applies to no live data file.</summary>
/// <param name="Delete">The delete file.</param>
/// <param name="Named">The data files its positions are of, where it had to be read to know; else null.</param>
internal sealed record DanglingDelete(ManifestEntry Delete, IReadOnlyList<string>? Named);
