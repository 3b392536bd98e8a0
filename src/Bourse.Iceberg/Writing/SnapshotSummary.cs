using System.Globalization;
using Bourse.Iceberg.Manifests;

namespace Bourse.Iceberg.Writing;

/// <summary>The counts in a snapshot's summary (Iceberg specification, appendix F); all values are text.</summary>
internal static class SnapshotSummary
{
    private const string TotalFilesSize = "total-files-size";

    public static TextDictionary Of(
        IReadOnlyList<DataFile> added, IReadOnlyList<DataFile> removed, TextDictionary? before, IReadOnlyList<ManifestFile> manifests)
    {
        var summary = new Dictionary<string, string>();
        Counts("added", added, "data-files", "records", "files-size");
        if (removed.Count > 0)
            Counts("deleted", removed, "data-files", "records", null);
        if (removed.Count > 0)
            Set("removed-files-size", removed.Sum(f => f.FileSizeBytes));
        Set("changed-partition-count", added.Concat(removed).Select(f => (f.SpecId, f.Partition)).Distinct().Count());
        Set("total-data-files", manifests.Sum(m => (long)m.AddedFiles + m.ExistingFiles));
        Set("total-records", manifests.Sum(m => m.AddedRows + m.ExistingRows));
        if (TotalSize(before, added, removed) is { } size)
            Set(TotalFilesSize, size);
        foreach (var name in new[] { "total-delete-files", "total-position-deletes", "total-equality-deletes" })
            Set(name, 0);
        return new TextDictionary(summary);

        void Set(string name, long value) => summary[name] = value.ToString(CultureInfo.InvariantCulture);

        void Counts(string kind, IReadOnlyList<DataFile> files, string filesName, string rowsName, string? sizeName)
        {
            Set($"{kind}-{filesName}", files.Count);
            Set($"{kind}-{rowsName}", files.Sum(f => f.RecordCount));
            if (sizeName is not null)
                Set($"{kind}-{sizeName}", files.Sum(f => f.FileSizeBytes));
        }
    }

    // Manifest lists have no sizes: the total goes on from the last snapshot's, if that one had it.
    private static long? TotalSize(TextDictionary? before, IReadOnlyList<DataFile> added, IReadOnlyList<DataFile> removed)
    {
        long start = 0;
        if (before is not null &&
            !(before.TryGetValue(TotalFilesSize, out var text) && long.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out start)))
            return null;
        return start + added.Sum(f => f.FileSizeBytes) - removed.Sum(f => f.FileSizeBytes);
    }
}
