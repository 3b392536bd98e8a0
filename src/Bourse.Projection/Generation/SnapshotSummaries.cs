using System.Globalization;
using Bourse.Iceberg;
using Bourse.Iceberg.Manifests;

namespace Bourse.Projection.Generation;

/// <summary>Summaries of snapshots (Iceberg specification, appendix F), counted over projected files only; there is no total of the source.</summary>
internal static class SnapshotSummaries
{
    public static TextDictionary Of(IReadOnlyList<DataFile> added, IReadOnlyList<DataFile> removed, IReadOnlyList<DataFile> live)
    {
        var counts = new Dictionary<string, long>
        {
            ["added-data-files"] = added.Count,
            ["added-records"] = Rows(added),
            ["added-files-size"] = Bytes(added),
            ["deleted-data-files"] = removed.Count,
            ["deleted-records"] = Rows(removed),
            ["removed-files-size"] = Bytes(removed),
            ["changed-partition-count"] = added.Concat(removed).Select(f => (f.SpecId, f.Partition)).Distinct().Count(),
            ["total-data-files"] = live.Count,
            ["total-records"] = Rows(live),
            ["total-files-size"] = Bytes(live),
            ["total-delete-files"] = 0,
            ["total-position-deletes"] = 0,
            ["total-equality-deletes"] = 0,
        };
        return new TextDictionary(counts.Select(c => KeyValuePair.Create(c.Key, c.Value.ToString(CultureInfo.InvariantCulture))));
    }

    private static long Rows(IEnumerable<DataFile> files) => files.Sum(f => f.RecordCount);

    private static long Bytes(IEnumerable<DataFile> files) => files.Sum(f => f.FileSizeBytes);
}
