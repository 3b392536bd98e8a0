using Bourse.Metastore;

namespace Bourse.Projection;

/// <summary>The metastore tables of projections.</summary>
public static class ProjectionMigrations
{
    /// <summary>For <see cref="IMetastore.MigrateAsync"/>.</summary>
    public static MigrationSet Set { get; } = new("projection", typeof(ProjectionMigrations).Assembly);
}
