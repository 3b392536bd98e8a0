namespace Bourse.Metastore;

/// <summary>The few places where the SQL of the databases differs; everything else is written in what they share.</summary>
/// <param name="Name">The database, in lower case.</param>
public sealed record MetastoreDialect(string Name)
{
    /// <summary>One file, several processes of one machine.</summary>
    public static MetastoreDialect Sqlite { get; } = new("sqlite");

    /// <summary>A server, many nodes.</summary>
    public static MetastoreDialect Postgres { get; } = new("postgresql");
}
