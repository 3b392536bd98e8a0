using Bourse.DuckDb;
using Bourse.Iceberg.Schemas;

namespace Bourse.Iceberg.Writing;

/// <summary>Matches a query's columns to a schema's by name, without regard to case.</summary>
internal static class QueryColumns
{
    /// <summary>Each field with the name of its column in the query; null for one that the query lacks.</summary>
    /// <exception cref="ArgumentException">The query has a column that the schema lacks, or lacks a required one.</exception>
    public static IReadOnlyList<(NestedField Field, string? Source)> Match(Schema schema, IReadOnlyList<string> names)
    {
        var fields = schema.Fields.GroupBy(f => f.Name, StringComparer.OrdinalIgnoreCase).ToArray();
        if (fields.FirstOrDefault(g => g.Count() > 1) is { } alike)
            throw new ArgumentException($"The columns {string.Join(" and ", alike.Select(f => $"'{f.Name}'"))} differ in case alone, which the engine cannot write.");
        var surplus = names.Where(n => !schema.Fields.Any(f => Same(f.Name, n))).ToArray();
        if (surplus.Length > 0)
            throw new ArgumentException($"The query gives columns that the table does not have: {string.Join(", ", surplus)}.");
        var missing = schema.Fields.Where(f => f.Required && !names.Any(n => Same(f.Name, n))).Select(f => f.Name).ToArray();
        if (missing.Length > 0)
            throw new ArgumentException($"The query lacks columns that the table requires: {string.Join(", ", missing)}.");
        return [.. schema.Fields.Select(f => (f, names.FirstOrDefault(n => Same(f.Name, n))))];
    }

    /// <summary>The columns as a list for SELECT, cast to the fields' types under the fields' names.</summary>
    public static string Cast(IEnumerable<(NestedField Field, string? Source)> columns) => string.Join(", ", columns.Select(c =>
        $"CAST({(c.Source is null ? "NULL" : Sql.Identifier(c.Source))} AS {EngineTypes.ToSql(c.Field.Type)}) AS {Sql.Identifier(c.Field.Name)}"));

    private static bool Same(string left, string right) => string.Equals(left, right, StringComparison.OrdinalIgnoreCase);
}
