using Bourse.Iceberg.Parquet;
using Bourse.Iceberg.Schemas;

namespace Bourse.Iceberg.Scanning.Columns;

/// <summary>Whether a file stores a column just as the table has it, so that its bytes may be read as the table's values by any reader.</summary>
public static class StoredColumns
{
    /// <summary>
    /// The top-level columns of a file that store their fields exactly: the same type, and inside the same fields by id, name and order. The column itself may have
    /// another name.
    /// </summary>
    /// <param name="footer">The file's footer, with field ids.</param>
    /// <param name="schema">The table's columns.</param>
    /// <returns>The field ids.</returns>
    /// <exception cref="IcebergFormatException">The footer's schema is nested too deep or no whole list or map.</exception>
    public static IReadOnlySet<int> Exact(ParquetFooter footer, Schema schema)
    {
        ArgumentNullException.ThrowIfNull(footer);
        ArgumentNullException.ThrowIfNull(schema);
        var stored = PhysicalSchema.Of(footer, mapping: null).Columns;
        return stored.Where(c => c.FieldId is { } id && schema.FindColumn(id) is { } field && Stores(c, id, field.Type)).Select(c => c.FieldId!.Value).ToHashSet();
    }

    /// <summary>
    /// SQL expressions that give a table's columns of a file's rows, at every depth by field id: renamed, reordered, widened; what the file lacks is null, or has its
    /// initial
    /// default.
    /// </summary>
    /// <param name="footer">The file's footer, with field ids.</param>
    /// <param name="columns">The columns.</param>
    /// <param name="source">The name of the file's rows in the statement.</param>
    /// <returns>One for each column.</returns>
    /// <exception cref="IcebergFormatException">The file stores values that are not of a column's type.</exception>
    public static IReadOnlyList<string> Select(ParquetFooter footer, IEnumerable<NestedField> columns, string source)
    {
        ArgumentNullException.ThrowIfNull(footer);
        ArgumentNullException.ThrowIfNull(columns);
        var projection = new ColumnProjection(PhysicalSchema.Of(footer, mapping: null), new Dictionary<int, Expressions.Literal?>(), source);
        return [.. columns.Select(projection.Column)];
    }

    private static bool Stores(PhysicalColumn stored, int id, IcebergType type) => stored.FieldId == id && (stored, type) switch
    {
        (_, IcebergType.Unread) => false,
        (PhysicalColumn.Leaf leaf, IcebergType.Primitive) => leaf.EngineType == EngineTypes.ToSql(type),
        (PhysicalColumn.Struct s, IcebergType.Struct t) =>
            s.Fields.Count == t.Fields.Count && s.Fields.Zip(t.Fields).All(f => f.First.Name == f.Second.Name && Stores(f.First, f.Second.Id, f.Second.Type)),
        (PhysicalColumn.List s, IcebergType.List t) => Stores(s.Element, t.ElementId, t.Element),
        (PhysicalColumn.Map s, IcebergType.Map t) => Stores(s.Key, t.KeyId, t.Key) && Stores(s.Value, t.ValueId, t.Value),
        _ => false,
    };
}
