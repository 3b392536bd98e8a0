namespace Bourse.DuckDb;

/// <summary>A column of a result.</summary>
/// <param name="Name">As the query names it; may repeat within a result.</param>
/// <param name="Type">The engine's type.</param>
public sealed record DuckDbColumn(string Name, DuckDbType Type);
