using Bourse.Metastore;

namespace Bourse.Access;

/// <summary>The tables of this project.</summary>
public static class AccessTables
{
    /// <summary>Their migrations, for <see cref="IMetastore.MigrateAsync"/>.</summary>
    public static MigrationSet Migrations { get; } = new("access", typeof(AccessTables).Assembly);
}
