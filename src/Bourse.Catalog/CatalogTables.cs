using Bourse.Metastore;

namespace Bourse.Catalog;

/// <summary>The metastore's tables of this project, for <see cref="IMetastore.MigrateAsync"/>.</summary>
public static class CatalogTables
{
    /// <summary>The pointers to tables' metadata.</summary>
    public static MigrationSet Migrations { get; } = new("catalog", typeof(CatalogTables).Assembly);
}
