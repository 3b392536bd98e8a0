namespace Bourse.DuckDb;

/// <summary>A field of a STRUCT or a member of a UNION.</summary>
/// <param name="Name">The field's name.</param>
/// <param name="Type">The field's type.</param>
public sealed record DuckDbField(string Name, DuckDbType Type);
