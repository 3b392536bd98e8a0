using Bourse.Catalog.Commits;
using Bourse.Iceberg;
using Bourse.Iceberg.Maintenance;
using Bourse.Iceberg.Metadata;
using Bourse.Iceberg.Scanning;

namespace Bourse.Catalog;

/// <summary>One table of the catalogue as maintenance moves it. What the catalogue refuses to others it refuses here too.</summary>
/// <param name="catalog">The catalogue.</param>
/// <param name="table">The table.</param>
/// <param name="files">The table's files.</param>
/// <param name="authority">What an erasure rests on; without it the pointer does not erase.</param>
public sealed class CatalogPointer(TableCatalog catalog, TableIdentifier table, ITableFiles files, ErasureAuthority? authority = null) : ITablePointer
{
    /// <inheritdoc/>
    /// <exception cref="CatalogException">The table's metadata file is damaged.</exception>
    /// <exception cref="MaintenanceException">The table was dropped meanwhile.</exception>
    public async Task<IcebergTable> LoadAsync(CancellationToken cancellationToken = default)
    {
        var current = await FindAsync(cancellationToken);
        return new IcebergTable(current.Metadata, current.MetadataLocation, files);
    }

    /// <inheritdoc/>
    public async Task<IDisposable?> TakeTurnAsync(CancellationToken cancellationToken = default) => await catalog.Turns.TakeAsync([table], cancellationToken);

    /// <inheritdoc/>
    public Task<PointerMove> TryMoveAsync(IcebergTable from, TableMetadata next, CancellationToken cancellationToken = default) =>
        MoveAsync(from, current => catalog.CommitAsync([new TableCommit(current, next)], cancellationToken: cancellationToken), cancellationToken);

    /// <inheritdoc/>
    public async Task<PointerMove> TryEraseAsync(IcebergTable from, TableMetadata next, CancellationToken cancellationToken = default) => authority is null
        ? new PointerMove.Refused("This pointer was not made to erase.")
        : await MoveAsync(from, current => catalog.EraseAsync(new TableCommit(current, next), authority, cancellationToken), cancellationToken);

    private async Task<PointerMove> MoveAsync(
        IcebergTable from, Func<CatalogTable, Task<CommitOutcome>> commit, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(from);
        var current = await FindAsync(cancellationToken);
        if (current.MetadataLocation != from.MetadataLocation)
            return new PointerMove.Overtaken();
        return await commit(current) switch
        {
            CommitOutcome.Committed => new PointerMove.Moved(await LoadAsync(cancellationToken)),
            CommitOutcome.Refused refused => new PointerMove.Refused(refused.Message),
            _ => new PointerMove.Overtaken(),
        };
    }

    private async Task<CatalogTable> FindAsync(CancellationToken cancellationToken) =>
        await catalog.LoadAsync(table, cancellationToken) ?? throw new MaintenanceException($"There is no table {table}.");
}
