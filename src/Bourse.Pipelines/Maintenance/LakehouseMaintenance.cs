using System.Security.Cryptography;
using Bourse.Catalog;
using Bourse.Iceberg;
using Bourse.Iceberg.Maintenance;
using Bourse.Query.Sessions;
using Bourse.Storage;

namespace Bourse.Pipelines.Maintenance;

/// <summary>Maintains the lakehouse's tables as their properties ask, through the catalogue. It decides no access.</summary>
/// <param name="catalog">The catalogue.</param>
/// <param name="store">The store of its tables.</param>
/// <param name="directories">The folders with the store's local files, all that the engine may reach.</param>
/// <param name="clock">The clock that ages are measured by.</param>
/// <param name="random">Makes names and ids.</param>
public sealed class LakehouseMaintenance(
    TableCatalog catalog, IObjectStore store, IReadOnlyList<string> directories, TimeProvider clock, RandomNumberGenerator random)
{
    /// <summary>Runs every task on a table, or says what they would do.</summary>
    /// <param name="table">The table.</param>
    /// <param name="dryRun">Whether nothing is to be changed.</param>
    /// <param name="progress">Hears a line of words for each step that is done.</param>
    /// <param name="cancellationToken">Ends the run; what was committed stays.</param>
    /// <exception cref="MaintenanceException">There is no such table, a property is malformed, or a commit is refused or overtaken too often.</exception>
    public async Task<IReadOnlyList<TaskReport>> RunAsync(
        TableIdentifier table, bool dryRun, Action<string>? progress = null, CancellationToken cancellationToken = default)
    {
        var maintained = await OpenAsync(table, progress, cancellationToken);
        using var session = TableSession.Open([], new SessionOptions { Directories = directories });
        return await new TableMaintenance(maintained, session.Connection).RunAsync(dryRun, cancellationToken);
    }

    private async Task<MaintainedTable> OpenAsync(TableIdentifier table, Action<string>? progress, CancellationToken cancellationToken)
    {
        var current = await catalog.LoadAsync(table, cancellationToken)
            ?? throw new MaintenanceException($"There is no table {table}; 'bourse sql' queries those there are, such as gold.nav_history.");
        var files = new StoreTableFiles(store, StoreLocation.KeyWithin(current.Metadata.Location, store.Name));
        return new MaintainedTable
        {
            Pointer = new CatalogPointer(catalog, table, files),
            Folder = files,
            Time = clock,
            Random = random,
            KeepsRef = RevisionTags.Names,
            Progress = progress ?? (_ => { }),
        };
    }
}
