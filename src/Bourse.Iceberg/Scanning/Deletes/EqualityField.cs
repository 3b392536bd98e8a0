using Bourse.DuckDb;
using Bourse.Iceberg.Schemas;

namespace Bourse.Iceberg.Scanning.Deletes;

/// <summary>A field that rows are compared by: of equality deletes, or one that identifies rows.</summary>
/// <param name="Column">The top-level column it is or is in.</param>
/// <param name="Inside">The names of the structs' fields from the column to it; none for the column itself.</param>
internal sealed record EqualityField(NestedField Column, ValueList<string> Inside)
{
    /// <summary>The field with an id among columns and what their structs hold; null for none, and for one inside a list or map.</summary>
    public static EqualityField? Find(ValueList<NestedField> columns, int id)
    {
        foreach (var column in columns)
        {
            if (column.Id == id)
                return new EqualityField(column, []);
            if (column.Type is IcebergType.Struct inner && Find(inner.Fields, id) is { } found)
                return new EqualityField(column, found.Inside.Prepend(found.Column.Name).ToValueList());
        }
        return null;
    }

    /// <summary>SQL for the field, given the column's.</summary>
    public string Of(string column) => Inside.Aggregate(column, (inner, name) => $"struct_extract({inner}, {Sql.Literal(name)})");
}
