using Bourse.DuckDb;
using Bourse.Iceberg.Schemas;

namespace Bourse.Iceberg.Scanning.Deletes;

/// <summary>A field that equality deletes compare.</summary>
/// <param name="Column">The top-level column it is or is in.</param>
/// <param name="Inside">The names of the structs' fields from the column to it; none for the column itself.</param>
internal sealed record EqualityField(NestedField Column, ValueList<string> Inside)
{
    /// <summary>SQL for the field, given the column's.</summary>
    public string Of(string column) => Inside.Aggregate(column, (inner, name) => $"struct_extract({inner}, {Sql.Literal(name)})");
}
