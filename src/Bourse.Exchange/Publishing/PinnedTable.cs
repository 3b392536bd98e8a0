using Bourse.Access.Resources;
using Bourse.Catalog;
using Bourse.Iceberg.Metadata;
using Bourse.Iceberg.Scanning;
using Bourse.Iceberg.Schemas;

namespace Bourse.Exchange.Publishing;

/// <summary>A table held at one snapshot: what is checked, pinned and projected is this and nothing newer.</summary>
/// <param name="Name">The table's name in the product.</param>
/// <param name="Source">The version of the lakehouse table.</param>
/// <param name="Table">The same version, readable.</param>
/// <param name="Snapshot">The snapshot.</param>
public sealed record PinnedTable(TableName Name, CatalogTable Source, IcebergTable Table, Snapshot Snapshot)
{
    /// <summary>The snapshot's columns.</summary>
    public Schema Schema => Table.Scan(Snapshot).Schema;
}
