using Bourse.Iceberg.Expressions;
using Bourse.Iceberg.Manifests;
using Bourse.Iceberg.Scanning;
using Bourse.Iceberg.Schemas;
using Bourse.Iceberg.Schemas.Evolution;

namespace Bourse.Iceberg.Metrics;

/// <summary>What planning a scan looked at, left out and gave (Iceberg REST catalogue specification, <c>ScanReport</c>).</summary>
/// <remarks>
/// Manifests that are skipped hold no live file, or none that may match by their partition summaries; files are skipped by their partition and bounds. A delete file
/// that applies to several data files counts, and weighs, once for each.
/// </remarks>
public sealed record ScanReport : MetricsReport
{
    /// <summary>The condition.</summary>
    public required Expression Filter { get; init; }

    /// <summary>The number of the schema the columns are of.</summary>
    public required int SchemaId { get; init; }

    /// <summary>The fields that are read, at every depth, by their full names.</summary>
    public required ValueList<KeyValuePair<int, string>> ProjectedFields { get; init; }

    /// <summary>The snapshot's schema, for the names in <see cref="Filter"/>.</summary>
    internal Schema RowSchema { get; init; } = new(0, []);

    internal static ScanReport Of(
        string tableName, TableScan scan, Schema rowSchema, Expression filter, PlannedManifests planned, IReadOnlyList<ScanTask> tasks, TimeSpan duration)
    {
        var deletes = planned.EntriesOf(ManifestContent.Deletes).Select(e => e.File).ToArray();
        return new ScanReport
        {
            TableName = tableName,
            SnapshotId = scan.Snapshot!.Id,
            Filter = filter,
            SchemaId = scan.Schema.Id,
            ProjectedFields = SchemaTree.Places(scan.Schema).Select(p => KeyValuePair.Create(p.Value.Field.Id, p.Key)).OrderBy(p => p.Key).ToValueList(),
            RowSchema = rowSchema,
            Metrics =
            [
                Metric.Time("total-planning-duration", duration),
                Count("result-data-files", tasks.Count),
                Count("result-delete-files", tasks.Sum(t => (long)t.Deletes.Count)),
                Count("total-data-manifests", planned.TotalOf(ManifestContent.Data)),
                Count("total-delete-manifests", planned.TotalOf(ManifestContent.Deletes)),
                Count("scanned-data-manifests", planned.ReadOf(ManifestContent.Data)),
                Count("skipped-data-manifests", planned.TotalOf(ManifestContent.Data) - planned.ReadOf(ManifestContent.Data)),
                Bytes("total-file-size-in-bytes", tasks.Sum(t => t.File.FileSizeBytes)),
                Bytes("total-delete-file-size-in-bytes", tasks.SelectMany(t => t.Deletes).Sum(SizeOf)),
                Count("skipped-data-files", planned.SkippedFilesOf(ManifestContent.Data)),
                Count("skipped-delete-files", planned.SkippedFilesOf(ManifestContent.Deletes)),
                Count("scanned-delete-manifests", planned.ReadOf(ManifestContent.Deletes)),
                Count("skipped-delete-manifests", planned.TotalOf(ManifestContent.Deletes) - planned.ReadOf(ManifestContent.Deletes)),
                Count("indexed-delete-files", deletes.Length),
                Count("equality-delete-files", deletes.Count(d => d.Content == FileContent.EqualityDeletes)),
                Count("positional-delete-files", deletes.Count(d => d.Content == FileContent.PositionDeletes && !d.IsDeletionVector)),
                Count("dvs", deletes.Count(d => d.IsDeletionVector)),
            ],
        };
    }

    // Deletion vectors share a file, of which each is a part.
    private static long SizeOf(DataFile file) => file.ContentSizeBytes ?? file.FileSizeBytes;

    private static Metric Count(string name, long value) => new(name, MetricUnit.Count, value);

    private static Metric Bytes(string name, long value) => new(name, MetricUnit.Bytes, value);
}
