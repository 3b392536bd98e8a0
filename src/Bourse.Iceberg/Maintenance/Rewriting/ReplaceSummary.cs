using System.Globalization;
using Bourse.Iceberg.Manifests;
using Bourse.Iceberg.Writing;

namespace Bourse.Iceberg.Maintenance.Rewriting;

/// <summary>The counts in the summary of a replacement, delete files among them (Iceberg specification, appendix F).</summary>
internal static class ReplaceSummary
{
    public static TextDictionary Of(
        IReadOnlyList<DataFile> added, IReadOnlyList<DataFile> removed, TextDictionary before, IReadOnlyList<ManifestFile> manifests)
    {
        var data = manifests.Where(m => m.Content == ManifestContent.Data).ToArray();
        var summary = SnapshotSummary.Of([.. added.Where(IsData)], [.. removed.Where(IsData)], before, data);
        summary = Count(summary, "total-delete-files", before, added, removed, f => IsData(f) ? 0 : 1);
        summary = Count(summary, "total-position-deletes", before, added, removed, f => f.Content == FileContent.PositionDeletes ? f.RecordCount : 0);
        return Count(summary, "total-equality-deletes", before, added, removed, f => f.Content == FileContent.EqualityDeletes ? f.RecordCount : 0);
    }

    // The total goes on from the last snapshot's, if that one had it.
    private static TextDictionary Count(
        TextDictionary summary, string name, TextDictionary before, IReadOnlyList<DataFile> added, IReadOnlyList<DataFile> removed, Func<DataFile, long> count)
    {
        var start = before.TryGetValue(name, out var text) && long.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var total) ? total : 0;
        return summary.With(name, (start + added.Sum(count) - removed.Sum(count)).ToString(CultureInfo.InvariantCulture));
    }

    private static bool IsData(DataFile file) => file.Content == FileContent.Data;
}
