namespace Bourse.Iceberg.Schemas.Evolution;

/// <summary>A field and where it stands.</summary>
/// <param name="Field">The field; elements of lists and keys and values of maps are fields named so.</param>
/// <param name="Parent">The struct, list or map that holds it; null for a column.</param>
/// <param name="InMapKey">Whether it is a map's key or inside one: keys do not evolve (Iceberg specification, "Schema Evolution").</param>
/// <param name="InRepeated">Whether it is inside a list or a map.</param>
internal sealed record FieldPlace(NestedField Field, FieldPlace? Parent, bool InMapKey, bool InRepeated)
{
    /// <summary>Whether it is a column or a struct's field, so that it has a name and siblings of its own.</summary>
    public bool IsMember => Parent is null || Parent.Field.Type is IcebergType.Struct;
}
