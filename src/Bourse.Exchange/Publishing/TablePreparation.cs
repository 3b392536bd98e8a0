using Bourse.Catalog;
using Bourse.Iceberg.Maintenance;
using Bourse.Iceberg.Maintenance.Compaction;
using Bourse.Iceberg.Maintenance.Deletes;
using Bourse.Iceberg.Manifests;
using Bourse.Iceberg.Scanning;
using Bourse.Query.Sessions;

namespace Bourse.Exchange.Publishing;

/// <summary>
/// Prepares tables to be published: revisions contain no delete files, so exactly the files that deletes apply to are rewritten without the deleted rows,
/// and the deletes leave the table. Its rows stay the same, and snapshots before keep their files.
/// </summary>
/// <param name="tables">The tables.</param>
/// <param name="directories">The folders with their local files, all that the engine may reach.</param>
public sealed class TablePreparation(MaintainedTables tables, IReadOnlyList<string> directories)
{
    /// <summary>Applies a table's deletes, if it has any.</summary>
    /// <exception cref="MaintenanceException">The table is of a version that is not written, or writers were first too often.</exception>
    /// <exception cref="NotSupportedException">The table has a column or a file that is not rewritten.</exception>
    public async Task ApplyDeletesAsync(TableIdentifier table, CancellationToken cancellation)
    {
        var maintained = await tables.OpenAsync(table, cancellationToken: cancellation);
        using var session = TableSession.Open([], new SessionOptions { Directories = directories });
        await new DataCompaction(maintained, session.Connection).ApplyDeletesAsync(cancellation);
        await new DeleteCompaction(maintained, session.Connection).DropDanglingAsync(cancellation);
    }

    /// <summary>Whether the newest snapshot has delete files.</summary>
    public static async Task<bool> HasDeletesAsync(IcebergTable table, CancellationToken cancellation)
    {
        ArgumentNullException.ThrowIfNull(table);
        var manifests = await table.Scan().ManifestsAsync(cancellation);
        return manifests.Any(manifest => manifest.Content == ManifestContent.Deletes && manifest.HasLiveFiles);
    }
}
