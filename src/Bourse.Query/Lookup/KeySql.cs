using Bourse.DuckDb;
using Bourse.Query.Sessions;

namespace Bourse.Query.Lookup;

/// <summary>The statement that look-ups rest on: first a row's key as text, then all of its columns.</summary>
internal static class KeySql
{
    /// <summary>The rows by key and then by the other columns; only those of one key where one is given. Null is no key.</summary>
    /// <exception cref="ArgumentException">There is no such column.</exception>
    public static string Rows(SessionTable table, string keyColumn, string? key = null)
    {
        var fields = table.Schema.Fields;
        if (fields.All(field => field.Name != keyColumn))
            throw new ArgumentException($"There is no column '{keyColumn}' to look up by.", nameof(keyColumn));
        var text = $"CAST({Sql.Identifier(keyColumn)} AS VARCHAR)";
        var condition = key is null ? $"{Sql.Identifier(keyColumn)} IS NOT NULL" : $"{text} = {Sql.Literal(key)}";
        var order = string.Concat(fields.Where(field => field.Name != keyColumn).Select(field => ", " + Sql.Identifier(field.Name)));
        return $"""
            SELECT {text}, {string.Join(", ", fields.Select(field => Sql.Identifier(field.Name)))}
            FROM {Sql.Identifier(table.Namespace, table.Name)} WHERE {condition} ORDER BY 1{order}
            """;
    }
}
