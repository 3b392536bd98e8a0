using Bourse.Iceberg.Expressions;
using Bourse.Iceberg.Manifests;
using Bourse.Iceberg.Metadata;
using Bourse.Iceberg.Scanning.Incremental;

namespace Bourse.Iceberg.Scanning;

/// <summary>What two snapshots of a table do not have in common. Data files with equal deletes in both are left out, so the scans read what changed alone.</summary>
/// <param name="Before">The rows of the files that only the snapshot before has, or has with other deletes; columns as in the snapshot after.</param>
/// <param name="After">The rows of those that only the snapshot after has.</param>
/// <param name="Removed">Data and delete files that only the snapshot before has.</param>
/// <param name="Added">Those that only the snapshot after has.</param>
public sealed record SnapshotDifference(ScanQuery Before, ScanQuery After, ValueList<DataFile> Removed, ValueList<DataFile> Added)
{
    /// <summary>Compares two snapshots.</summary>
    /// <param name="table">The table.</param>
    /// <param name="before">The one before; null for the empty table.</param>
    /// <param name="after">The scan of the one after.</param>
    /// <param name="cancellationToken">Ends the planning.</param>
    /// <exception cref="IcebergFormatException">As for <see cref="TableScan.PlanFilesAsync"/>.</exception>
    /// <exception cref="NotSupportedException">As for <see cref="TableScan.PlanFilesAsync"/>.</exception>
    public static async Task<SnapshotDifference> OfAsync(IcebergTable table, Snapshot? before, TableScan after, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(table);
        ArgumentNullException.ThrowIfNull(after);
        IReadOnlyList<ScanTask> old = before is null ? [] : await table.Scan(before).PlanFilesAsync(Expression.True, cancellationToken);
        var now = await after.PlanFilesAsync(Expression.True, cancellationToken);
        var difference = TaskDifference.Of(old, now);
        return new SnapshotDifference(
            await after.ToQueryAsync([.. difference.Gone, .. difference.Altered.Select(a => a.Before)], cancellationToken),
            await after.ToQueryAsync([.. difference.Came, .. difference.Altered.Select(a => a.After)], cancellationToken),
            FilesOf(old).ExceptBy(FilesOf(now).Select(TaskDifference.IdOf), TaskDifference.IdOf).ToValueList(),
            FilesOf(now).ExceptBy(FilesOf(old).Select(TaskDifference.IdOf), TaskDifference.IdOf).ToValueList());
    }

    private static IEnumerable<DataFile> FilesOf(IEnumerable<ScanTask> tasks) => tasks.SelectMany(t => t.Deletes.Prepend(t.File)).DistinctBy(TaskDifference.IdOf);
}
