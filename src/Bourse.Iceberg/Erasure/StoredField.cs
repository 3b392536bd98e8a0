using Bourse.DuckDb;
using Bourse.Iceberg.Parquet;
using Bourse.Iceberg.Scanning.Columns;

namespace Bourse.Iceberg.Erasure;

/// <summary>Where a file stores a field: in a column of its own, or inside structs.</summary>
internal static class StoredField
{
    /// <summary>SQL for the field's values in a file's rows; null where the file does not store it.</summary>
    /// <param name="footer">The file.</param>
    /// <param name="fieldId">The field.</param>
    public static string? Find(ParquetFooter footer, int fieldId) =>
        PhysicalSchema.Of(footer, mapping: null) is { HasIds: true, Columns: var columns } ? Find(columns, fieldId, Sql.Identifier) : null;

    /// <summary>As <see cref="Find(ParquetFooter, int)"/>, in a file that has no ids, by the names of the field and the structs that it is in.</summary>
    /// <param name="footer">The file.</param>
    /// <param name="path">The names, the column's first.</param>
    public static string? FindByName(ParquetFooter footer, ValueList<string> path)
    {
        var physical = PhysicalSchema.Of(footer, mapping: null);
        if (physical.HasIds)
            return null;
        var (siblings, sql) = (physical.Columns, "");
        foreach (var name in path)
        {
            if (siblings.FirstOrDefault(c => c.Name == name) is not { } column)
                return null;
            sql = sql.Length == 0 ? Sql.Identifier(name) : Inside(sql, name);
            siblings = column is PhysicalColumn.Struct inner ? inner.Fields : [];
        }
        return sql;
    }

    private static string? Find(ValueList<PhysicalColumn> siblings, int fieldId, Func<string, string> access)
    {
        foreach (var column in siblings)
        {
            var sql = access(column.Name);
            if (column is PhysicalColumn.Leaf && column.FieldId == fieldId)
                return sql;
            if (column is PhysicalColumn.Struct inner && Find(inner.Fields, fieldId, name => Inside(sql, name)) is { } found)
                return found;
        }
        return null;
    }

    private static string Inside(string sql, string name) => $"struct_extract({sql}, {Sql.Literal(name)})";
}
