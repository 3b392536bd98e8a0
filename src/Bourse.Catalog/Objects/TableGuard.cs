using System.Collections.Concurrent;
using System.Collections.Frozen;
using Bourse.Iceberg;
using Bourse.Iceberg.Maintenance.Reach;
using Bourse.Iceberg.Metadata;
using Bourse.Iceberg.Scanning;
using Bourse.Metastore;
using Bourse.Storage;

namespace Bourse.Catalog.Objects;

/// <summary>
/// Says which table an object serves. A table's current metadata leads to everything that its published revisions refer to, since their tags are never dropped; so
/// what it does not lead to serves nobody. What a table leads to is kept in memory for the versions asked for last.
/// </summary>
internal sealed class TableGuard(IObjectStore store)
{
    private const int VersionsMax = 8;
    private readonly ConcurrentDictionary<string, FrozenSet<string>> _reached = new(StringComparer.Ordinal);

    /// <summary>The tables whose folder the key is in, each at its version.</summary>
    public async Task<IReadOnlyList<GuardedTable>> FindTablesAsync(IMetastoreSession session, string key) => await session.QueryAsync<GuardedTable>(
        """
        SELECT namespace, name, folder, metadata_key FROM catalog_tables
        WHERE store = @Store AND substr(@Key, 1, length(folder) + 1) = folder || '/' ORDER BY namespace, name
        """,
        new { Store = store.Name, Key = key });

    /// <summary>The first of the tables that leads to the key; null when none does.</summary>
    /// <exception cref="CatalogException">A table's metadata is damaged, so nobody knows what it leads to.</exception>
    public async Task<GuardedTable?> FindHolderAsync(IReadOnlyList<GuardedTable> tables, string key, CancellationToken cancellationToken)
    {
        foreach (var table in tables)
        {
            if ((await ReachedAsync(table, cancellationToken)).Contains(key))
                return table;
        }
        return null;
    }

    private async Task<FrozenSet<string>> ReachedAsync(GuardedTable table, CancellationToken cancellationToken)
    {
        if (_reached.TryGetValue(table.MetadataKey, out var known))
            return known;
        try
        {
            var files = new StoreTableFiles(store, ObjectKey.Parse(table.Folder));
            var metadataKey = ObjectKey.Parse(table.MetadataKey);
            var metadata = TableMetadataJson.Parse(await store.ReadAllAsync(metadataKey, cancellationToken));
            var locations = await TableReach.LocationsAsync(
                new IcebergTable(metadata, new StoreLocation(store.Name, metadataKey).ToString(), files), cancellationToken);
            var reached = locations.Select(location => StoreLocation.KeyWithin(location, store.Name).Value).ToFrozenSet(StringComparer.Ordinal);
            if (_reached.Count >= VersionsMax)
                _reached.Clear();
            _reached.TryAdd(table.MetadataKey, reached);
            return reached;
        }
        catch (Exception exception) when (exception is IcebergFormatException or ObjectNotFoundException or FormatException)
        {
            throw new CatalogException($"What the table {table.Namespace}.{table.Name} leads to cannot be read: {exception.Message}", exception);
        }
    }
}
