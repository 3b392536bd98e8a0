using System.Globalization;
using Bourse.DuckDb;
using Bourse.Iceberg.Parquet;

namespace Bourse.Iceberg.Erasure;

/// <summary>The field ids of a file for COPY's option FIELD_IDS, read from its own footer: a rewritten file keeps columns that the table has dropped since.</summary>
internal static class PhysicalFieldIds
{
    // parquet.thrift, ConvertedType.
    private const int Map = 1;
    private const int MapKeyValue = 2;
    private const int List = 3;

    /// <summary>The option's value, such as <c>{'nav': 2, 'tags': {__duckdb_field_id: 3, element: 4}}</c>.</summary>
    /// <param name="footer">The file.</param>
    /// <param name="keeps">The columns that stay.</param>
    public static string Of(ParquetFooter footer, Func<ParquetSchemaElement, bool> keeps)
    {
        var index = 1;
        var parts = new List<string>();
        for (var i = 0; i < footer.Schema[0].ChildCount; i++)
        {
            var kept = keeps(footer.Schema[index]);
            var part = Next(footer.Schema, ref index, null);
            if (kept && part is not null)
                parts.Add(part);
        }
        return $"{{{string.Join(", ", parts)}}}";
    }

    // Null for a node without an id anywhere in it.
    private static string? Next(ValueList<ParquetSchemaElement> schema, ref int index, string? name)
    {
        var node = schema[index++];
        var key = name ?? Sql.Literal(node.Name);
        if (node.ChildCount == 0)
            return node.FieldId is { } leaf ? string.Create(CultureInfo.InvariantCulture, $"{key}: {leaf}") : null;
        var inner = node.ConvertedType is List or Map or MapKeyValue
            ? Repeated(schema, ref index, node.ConvertedType == List)
            : Children(schema, ref index, node.ChildCount);
        var own = node.FieldId is { } id ? string.Create(CultureInfo.InvariantCulture, $"__duckdb_field_id: {id}") : null;
        var parts = inner.Prepend(own).OfType<string>().ToArray();
        return parts.Length == 0 ? null : $"{key}: {{{string.Join(", ", parts)}}}";
    }

    private static List<string?> Children(ValueList<ParquetSchemaElement> schema, ref int index, int count)
    {
        var parts = new List<string?>();
        for (var i = 0; i < count; i++)
            parts.Add(Next(schema, ref index, null));
        return parts;
    }

    // The repeated group between a list or map and its element, or key and value, has no id.
    private static List<string?> Repeated(ValueList<ParquetSchemaElement> schema, ref int index, bool isList)
    {
        var group = schema[index++];
        if (isList)
            return [Next(schema, ref index, "element")];
        var key = Next(schema, ref index, "key");
        return group.ChildCount > 1 ? [key, Next(schema, ref index, "value")] : [key];
    }
}
