namespace Bourse.Metastore;

/// <summary>The few places where the SQL of the databases differs; everything else is written in what they share.</summary>
/// <param name="Name">The database, in lower case.</param>
/// <param name="LockAndSkip">
/// Ends a subquery that picks rows to work on, so that two nodes never pick the same one. Empty where there is one writer at a time.
/// </param>
public sealed record MetastoreDialect(string Name, string LockAndSkip)
{
    /// <summary>One writer at a time, several processes on one machine.</summary>
    public static MetastoreDialect Sqlite { get; } = new("sqlite", "");
}
