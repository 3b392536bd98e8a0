using System.Security.Cryptography;
using Bourse.Iceberg.Maintenance;
using Bourse.Storage;

namespace Bourse.Catalog;

/// <summary>Opens tables of the catalogue for maintenance and erasure.</summary>
/// <param name="catalog">The catalogue.</param>
/// <param name="store">The store of its tables.</param>
/// <param name="clock">The clock that ages are measured by.</param>
/// <param name="random">Makes names and ids.</param>
public sealed class MaintainedTables(TableCatalog catalog, IObjectStore store, TimeProvider clock, RandomNumberGenerator random)
{
    /// <summary>Opens a table.</summary>
    /// <param name="table">The table.</param>
    /// <param name="progress">Hears a line of words for each step that is done.</param>
    /// <param name="authority">What an erasure rests on; null for maintenance.</param>
    /// <param name="cancellationToken">Ends the call.</param>
    /// <exception cref="MaintenanceException">There is no such table.</exception>
    public async Task<MaintainedTable> OpenAsync(
        TableIdentifier table, Action<string>? progress = null, ErasureAuthority? authority = null, CancellationToken cancellationToken = default)
    {
        var current = await catalog.LoadAsync(table, cancellationToken)
            ?? throw new MaintenanceException($"There is no table {table}; 'bourse sql' queries those there are, such as gold.nav_history.");
        var files = current.FilesIn(store);
        return new MaintainedTable
        {
            Pointer = new CatalogPointer(catalog, table, files, authority),
            Folder = files,
            Time = clock,
            Random = random,
            KeepsRef = RevisionTags.Names,
            Progress = progress ?? (_ => { }),
        };
    }
}
