using System.Globalization;
using Bourse.Iceberg.Manifests;

namespace Bourse.Iceberg.Writing;

/// <summary>The counts in a snapshot's summary (Iceberg specification, appendix F); all values are text.</summary>
internal sealed class SnapshotSummary
{
    private readonly Dictionary<string, string> _values = [];

    /// <summary>The summary.</summary>
    /// <param name="added">The files that came, data and deletes.</param>
    /// <param name="removed">Those that went.</param>
    /// <param name="before">The summary of the snapshot before; null for the first one.</param>
    /// <param name="manifests">All manifests of the snapshot.</param>
    public static TextDictionary Of(
        IReadOnlyList<DataFile> added, IReadOnlyList<DataFile> removed, TextDictionary? before, IReadOnlyList<ManifestFile> manifests)
    {
        var summary = new SnapshotSummary();
        summary.SetChanges(added, removed);
        summary.SetTotals(added, removed, before, manifests);
        return new TextDictionary(summary._values);
    }

    private void SetChanges(IReadOnlyList<DataFile> added, IReadOnlyList<DataFile> removed)
    {
        Set("added-data-files", added.Count(IsData));
        Set("added-records", added.Where(IsData).Sum(f => f.RecordCount));
        Set("added-files-size", added.Sum(f => f.FileSizeBytes));
        if (removed.Any(IsData))
        {
            Set("deleted-data-files", removed.Count(IsData));
            Set("deleted-records", removed.Where(IsData).Sum(f => f.RecordCount));
        }
        if (removed.Count > 0)
            Set("removed-files-size", removed.Sum(f => f.FileSizeBytes));
        SetDeletes("added", added);
        SetDeletes("removed", removed);
        Set("changed-partition-count", added.Concat(removed).Select(f => (f.SpecId, f.Partition)).Distinct().Count());
    }

    private void SetDeletes(string kind, IReadOnlyList<DataFile> files)
    {
        if (files.All(IsData))
            return;
        Set($"{kind}-delete-files", files.Count(f => !IsData(f)));
        foreach (var (content, name) in new[] { (FileContent.PositionDeletes, "position"), (FileContent.EqualityDeletes, "equality") })
        {
            var deletes = files.Where(f => f.Content == content).ToArray();
            if (deletes.Length == 0)
                continue;
            Set($"{kind}-{name}-delete-files", deletes.Length);
            Set($"{kind}-{name}-deletes", deletes.Sum(f => f.RecordCount));
        }
    }

    private void SetTotals(IReadOnlyList<DataFile> added, IReadOnlyList<DataFile> removed, TextDictionary? before, IReadOnlyList<ManifestFile> manifests)
    {
        var data = manifests.Where(m => m.Content == ManifestContent.Data).ToArray();
        Set("total-data-files", data.Sum(m => (long)m.AddedFiles + m.ExistingFiles));
        Set("total-records", data.Sum(m => m.AddedRows + m.ExistingRows));
        Set("total-delete-files", manifests.Where(m => m.Content == ManifestContent.Deletes).Sum(m => (long)m.AddedFiles + m.ExistingFiles));
        GoOn("total-files-size", f => f.FileSizeBytes);
        GoOn("total-position-deletes", f => f.Content == FileContent.PositionDeletes ? f.RecordCount : 0);
        GoOn("total-equality-deletes", f => f.Content == FileContent.EqualityDeletes ? f.RecordCount : 0);

        // Manifest lists do not tell these: the total goes on from the last snapshot's, if that one had it.
        void GoOn(string name, Func<DataFile, long> count)
        {
            long start = 0;
            if (before is null || (before.TryGetValue(name, out var text) && long.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out start)))
                Set(name, start + added.Sum(count) - removed.Sum(count));
        }
    }

    private void Set(string name, long value) => _values[name] = value.ToString(CultureInfo.InvariantCulture);

    private static bool IsData(DataFile file) => file.Content == FileContent.Data;
}
