using System.Collections.Immutable;
using System.Text.Json;

namespace Bourse.Query.Parsing;

/// <summary>Walks the engine's parse tree for the tables it names. Common table expressions are names of the statement itself.</summary>
internal sealed class TableNames(JsonElement root)
{
    private readonly HashSet<string> _expressions = new(StringComparer.OrdinalIgnoreCase);
    private readonly List<(string Catalog, string Namespace, string Name)> _found = [];

    /// <summary>What a SHOW without a query of its own lists, such as <c>"tables"</c>; null for none.</summary>
    public string? Shown { get; private set; }

    /// <exception cref="SqlRefusedException">A name that is no catalogue table's.</exception>
    public ImmutableArray<TableReference> Collect()
    {
        Visit(root);
        var tables = new HashSet<TableReference>();
        foreach (var (catalog, tableNamespace, name) in _found)
        {
            if (catalog.Length > 0)
                throw new SqlRefusedException($"'{catalog}.{tableNamespace}.{name}' has three parts; write namespace.table, such as gold.nav_history.");
            if (tableNamespace.Length > 0)
                tables.Add(new TableReference(Lower(tableNamespace), Lower(name)));
            else if (!_expressions.Contains(name))
                throw new SqlRefusedException($"'{name}' has no namespace and is not defined by WITH; write namespace.table, such as gold.{Lower(name)}.");
        }
        return [.. tables.OrderBy(table => table.ToString(), StringComparer.Ordinal)];
    }

    private static string Lower(string name) => name.ToLowerInvariant();

    private void Visit(JsonElement element)
    {
        switch (element.ValueKind)
        {
            case JsonValueKind.Array:
                foreach (var item in element.EnumerateArray())
                    Visit(item);
                break;
            case JsonValueKind.Object:
                VisitNode(element);
                foreach (var property in element.EnumerateObject())
                    Visit(property.Value);
                break;
        }
    }

    private void VisitNode(JsonElement node)
    {
        if (node.TryGetProperty("cte_map", out var expressions) && expressions.TryGetProperty("map", out var map))
        {
            foreach (var entry in map.EnumerateArray())
                _expressions.Add(entry.GetProperty("key").GetString()!);
        }
        if (!node.TryGetProperty("type", out var type) || type.ValueKind != JsonValueKind.String)
            return;
        if (type.GetString() == "SHOW_REF" && node.GetProperty("query").ValueKind == JsonValueKind.Null)
            Shown = Text(node, "table_name");
        if (type.GetString() != "BASE_TABLE")
            return;
        if (node.TryGetProperty("at_clause", out var version) && version.ValueKind != JsonValueKind.Null)
            throw new SqlRefusedException("A version of a table (AT) cannot be named here yet; leave it out to read the newest.");
        _found.Add((Text(node, "catalog_name"), Text(node, "schema_name"), Text(node, "table_name")));
    }

    private static string Text(JsonElement node, string name) => node.GetProperty(name).GetString() ?? "";
}
