using Bourse.Iceberg.Expressions;
using Bourse.Iceberg.Manifests;
using Bourse.Iceberg.Metadata;

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
        var oldKeys = old.Select(KeyOf).ToHashSet();
        var nowKeys = now.Select(KeyOf).ToHashSet();
        return new SnapshotDifference(
            await after.ToQueryAsync([.. old.Where(t => !nowKeys.Contains(KeyOf(t)))], cancellationToken),
            await after.ToQueryAsync([.. now.Where(t => !oldKeys.Contains(KeyOf(t)))], cancellationToken),
            FilesOf(old).ExceptBy(FilesOf(now).Select(IdOf), IdOf).ToValueList(),
            FilesOf(now).ExceptBy(FilesOf(old).Select(IdOf), IdOf).ToValueList());
    }

    private static (string Path, ValueList<string> Deletes) KeyOf(ScanTask task) => (task.File.Path, task.Deletes.Select(IdOf).ToValueList());

    private static IEnumerable<DataFile> FilesOf(IEnumerable<ScanTask> tasks) => tasks.SelectMany(t => t.Deletes.Prepend(t.File)).DistinctBy(IdOf);

    // Several deletion vectors share a file.
    private static string IdOf(DataFile file) => file.ContentOffset is { } offset ? $"{file.Path}#{offset}" : file.Path;
}
