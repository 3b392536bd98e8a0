using Bourse.DuckDb;
using Bourse.Iceberg.Maintenance.Compaction;
using Bourse.Iceberg.Maintenance.Deletes;
using Bourse.Iceberg.Maintenance.Expiry;
using Bourse.Iceberg.Maintenance.Manifests;
using Bourse.Iceberg.Maintenance.Orphans;

namespace Bourse.Iceberg.Maintenance;

/// <summary>
/// Everything a table's properties ask for, in the order in which each task leaves work for the next: data, deletes, manifests, snapshots, orphans. Ended
/// early, it can be run again; beside writers, it loses none of their commits.
/// </summary>
/// <param name="table">The table.</param>
/// <param name="connection">A session that may read the table's files and write the store's temporary folder.</param>
public sealed class TableMaintenance(MaintainedTable table, DuckDbConnection connection)
{
    /// <summary>Runs all tasks, or says what they would do to the table as it is.</summary>
    /// <returns>What each task did, in order.</returns>
    /// <exception cref="MaintenanceException">A property is malformed, or a commit is refused or overtaken too often.</exception>
    /// <exception cref="DuckDbException">The engine fails.</exception>
    public async Task<IReadOnlyList<TaskReport>> RunAsync(bool dryRun, CancellationToken cancellationToken = default)
    {
        await table.PolicyAsync(cancellationToken);
        return
        [
            await new DataCompaction(table, connection).RunAsync(dryRun, cancellationToken),
            await new DeleteCompaction(table, connection).RunAsync(dryRun, cancellationToken),
            await new ManifestRewrite(table).RunAsync(dryRun, cancellationToken),
            await new SnapshotExpiry(table).RunAsync(dryRun, cancellationToken),
            await new OrphanCleanup(table).RunAsync(dryRun, cancellationToken),
        ];
    }
}
