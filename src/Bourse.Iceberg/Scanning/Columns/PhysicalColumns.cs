namespace Bourse.Iceberg.Scanning.Columns;

/// <summary>The columns of a file.</summary>
/// <param name="Columns">In the file's order.</param>
/// <param name="HasIds">Whether the file itself says which fields they hold.</param>
/// <param name="ByPosition">Whether nothing says it, so that they are the table's by position.</param>
internal sealed record PhysicalColumns(ValueList<PhysicalColumn> Columns, bool HasIds, bool ByPosition);
