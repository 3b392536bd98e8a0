using Bourse.Iceberg.Manifests;

namespace Bourse.Iceberg.Maintenance.Manifests;

/// <summary>Manifests of one content and partition spec that are rewritten together.</summary>
/// <param name="Content">What they list.</param>
/// <param name="SpecId">The partition spec of their files.</param>
/// <param name="Sources">The manifests.</param>
internal sealed record ManifestGroup(ManifestContent Content, int SpecId, ValueList<ManifestFile> Sources)
{
    /// <summary>Their bytes.</summary>
    public long SizeBytes => Sources.Sum(m => m.LengthBytes);

    /// <summary>
    /// The groups worth rewriting: manifests far from the target size, where fewer come out than go in or a huge one is cut. What comes out is near the target
    /// but for one, so a second run finds nothing to do.
    /// </summary>
    public static IReadOnlyList<ManifestGroup> Plan(IEnumerable<ManifestFile> manifests, long targetSizeBytes) =>
    [
        .. manifests
            .Where(m => m.LengthBytes < targetSizeBytes * 3 / 4 || m.LengthBytes > targetSizeBytes * 9 / 5)
            .GroupBy(m => (m.Content, m.SpecId))
            .Where(g => g.Count() > 1 || g.First().LengthBytes > targetSizeBytes)
            .Select(g => new ManifestGroup(g.Key.Content, g.Key.SpecId, g.ToValueList())),
    ];
}
