using Bourse.Metastore;

namespace Bourse.Exchange;

/// <summary>The exchange's own tables in the metastore.</summary>
public static class ExchangeTables
{
    /// <summary>Their migrations.</summary>
    public static MigrationSet Migrations { get; } = new("exchange", typeof(ExchangeTables).Assembly);
}
