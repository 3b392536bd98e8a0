using Bourse.Metastore;

namespace Bourse.Events;

/// <summary>The tables of this project, for <see cref="IMetastore.MigrateAsync"/>.</summary>
public static class EventsTables
{
    /// <summary>Webhooks, events on their way and deliveries.</summary>
    public static MigrationSet Migrations { get; } = new("events", typeof(EventsTables).Assembly);
}
