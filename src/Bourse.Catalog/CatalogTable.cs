using Bourse.Iceberg;
using Bourse.Iceberg.Metadata;
using Bourse.Iceberg.Scanning;
using Bourse.Storage;

namespace Bourse.Catalog;

/// <summary>One version of a table, as it was loaded; what a commit starts from.</summary>
/// <param name="Identifier">Its name.</param>
/// <param name="Version">Counts commits, from 1 for the creation.</param>
/// <param name="MetadataLocation">Where its metadata file is, <c>s3://…</c>.</param>
/// <param name="Metadata">The metadata; its digest was checked.</param>
public sealed record CatalogTable(TableIdentifier Identifier, long Version, string MetadataLocation, TableMetadata Metadata)
{
    /// <summary>Its folder in the store that its location names.</summary>
    /// <exception cref="FormatException">Its location is in another store.</exception>
    public StoreTableFiles FilesIn(IObjectStore store)
    {
        ArgumentNullException.ThrowIfNull(store);
        return new StoreTableFiles(store, StoreLocation.KeyWithin(Metadata.Location, store.Name));
    }

    /// <summary>This version, to be read and written by its files.</summary>
    /// <exception cref="FormatException">Its location is in another store.</exception>
    public IcebergTable OpenIn(IObjectStore store) => new(Metadata, MetadataLocation, FilesIn(store));
}
