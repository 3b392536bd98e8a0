namespace Bourse.Iceberg.Scanning.Columns;

/// <summary>A column as a file stores it and the engine shows it. Closed. Files whose columns are equal are read by one statement.</summary>
/// <param name="Name">The engine's name of it.</param>
/// <param name="FieldId">The table's field it holds: the file's own id, or that of the name mapping; null for none.</param>
internal abstract record PhysicalColumn(string Name, int? FieldId)
{
    /// <summary>Values of one type.</summary>
    /// <param name="Name">The engine's name of it.</param>
    /// <param name="FieldId">The table's field.</param>
    /// <param name="EngineType">The engine's type, as <see cref="Schemas.EngineTypes"/> writes it.</param>
    public sealed record Leaf(string Name, int? FieldId, string EngineType) : PhysicalColumn(Name, FieldId);

    /// <summary>A tuple.</summary>
    public sealed record Struct(string Name, int? FieldId, ValueList<PhysicalColumn> Fields) : PhysicalColumn(Name, FieldId);

    /// <summary>A list.</summary>
    public sealed record List(string Name, int? FieldId, PhysicalColumn Element) : PhysicalColumn(Name, FieldId);

    /// <summary>A map.</summary>
    public sealed record Map(string Name, int? FieldId, PhysicalColumn Key, PhysicalColumn Value) : PhysicalColumn(Name, FieldId);
}
