namespace Bourse.Iceberg.Schemas;

/// <summary>A column, or a field of a struct. The id names it for ever; the name may change.</summary>
/// <param name="Id">Unique in the table, over all its schemas; never used again.</param>
/// <param name="Name">The name now.</param>
/// <param name="Type">The type.</param>
/// <param name="Required">Whether it may not be null.</param>
/// <param name="Doc">What it means, for people.</param>
public sealed record NestedField(int Id, string Name, IcebergType Type, bool Required, string? Doc = null)
{
    /// <summary>What rows of files older than the field have; null for null.</summary>
    public FieldDefault? InitialDefault { get; init; }

    /// <summary>What a writer puts where it is given nothing; null for null.</summary>
    public FieldDefault? WriteDefault { get; init; }
}
