using System.Globalization;
using Bourse.DuckDb;
using Bourse.Iceberg.Parquet;
using Bourse.Iceberg.Scanning.Columns;

namespace Bourse.Iceberg.Erasure;

/// <summary>The field ids of a file for COPY's option FIELD_IDS, read from its own footer: a rewritten file keeps columns that the table has dropped since.</summary>
internal static class PhysicalFieldIds
{
    /// <summary>The option's value, such as <c>{'nav': 2, 'tags': {__duckdb_field_id: 3, element: 4}}</c>.</summary>
    /// <param name="footer">A file that has ids.</param>
    /// <param name="keeps">Whether the column of an id stays.</param>
    public static string Of(ParquetFooter footer, Func<int?, bool> keeps) =>
        Braced(PhysicalSchema.Of(footer, mapping: null).Columns.Where(c => keeps(c.FieldId)).Select(Named));

    private static string? Named(PhysicalColumn column) => Part(Sql.Literal(column.Name), column);

    // Null for a column without an id anywhere in it.
    private static string? Part(string key, PhysicalColumn column)
    {
        string?[] inner = column switch
        {
            PhysicalColumn.Struct tuple => [.. tuple.Fields.Select(Named)],
            PhysicalColumn.List list => [Part("element", list.Element)],
            PhysicalColumn.Map map => [Part("key", map.Key), Part("value", map.Value)],
            _ => [],
        };
        var own = column.FieldId is { } id ? string.Create(CultureInfo.InvariantCulture, $"{id}") : null;
        if (column is PhysicalColumn.Leaf)
            return own is null ? null : $"{key}: {own}";
        var parts = Braced(inner.Prepend(own is null ? null : $"__duckdb_field_id: {own}"));
        return parts == "{}" ? null : $"{key}: {parts}";
    }

    private static string Braced(IEnumerable<string?> parts) => $"{{{string.Join(", ", parts.OfType<string>())}}}";
}
