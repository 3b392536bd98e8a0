using System.Collections.Immutable;
using System.Text.Json;
using Bourse.DuckDb;

namespace Bourse.Query.Parsing;

/// <summary>
/// Exactly one SELECT, and the tables it names. The engine's own parser reads it (<c>json_serialize_sql</c>); nothing is run. It does not decide
/// whether the statement may run: an engine that can reach nothing else does.
/// </summary>
public sealed record SelectStatement
{
    private const int CharactersMax = 1 << 20;

    private SelectStatement(string sql, ImmutableArray<TableReference> tables, string? shown, bool isBare) =>
        (Sql, Tables, Shown, IsBareShow) = (sql, tables, shown, isBare);

    /// <summary>The text as given.</summary>
    public string Sql { get; }

    /// <summary>The tables that are named with a namespace, each once, in order.</summary>
    public ImmutableArray<TableReference> Tables { get; }

    /// <summary>What a SHOW lists, as the engine's tree names it; null for other statements. A DESCRIBE is a SELECT over the table it describes.</summary>
    public string? Shown { get; }

    /// <summary>Whether the SHOW is the whole statement, and no part of another.</summary>
    public bool IsBareShow { get; }

    /// <summary>Parses a text.</summary>
    /// <exception cref="SqlRefusedException">Not one SELECT; a name of a table without namespace, with three parts, or a version of a table.</exception>
    public static SelectStatement Parse(DuckDbConnection connection, string sql)
    {
        ArgumentNullException.ThrowIfNull(connection);
        ArgumentNullException.ThrowIfNull(sql);
        if (sql.Length > CharactersMax)
            throw new SqlRefusedException($"The SQL has {sql.Length} characters; at most {CharactersMax} are read.");
        using var statement = connection.Prepare("SELECT json_serialize_sql(CAST(? AS VARCHAR))");
        statement.Bind(1, sql);
        using var result = statement.Execute();
        // A tree nests a few levels of JSON for each level of SQL, and the engine itself stops at a thousand of those.
        using var tree = JsonDocument.Parse(result.Single<string>()!, new JsonDocumentOptions { MaxDepth = 8192 });
        var root = tree.RootElement;
        if (root.GetProperty("error").GetBoolean())
            throw new SqlRefusedException(Reason(root));
        if (root.GetProperty("statements").GetArrayLength() is var count && count != 1)
            throw new SqlRefusedException($"The text holds {count} statements; write exactly one SELECT.");
        var names = new TableNames(root);
        return new SelectStatement(sql, names.Collect(), names.Shown, IsShow(root.GetProperty("statements")[0].GetProperty("node")));
    }

    // The engine writes a SHOW as SELECT * FROM it; one with a list, a condition or an order of its own is part of a SELECT.
    private static bool IsShow(JsonElement node) =>
        node.TryGetProperty("from_table", out var from) && from.GetProperty("type").GetString() == "SHOW_REF"
        && node.GetProperty("select_list") is var list && list.GetArrayLength() == 1 && list[0].GetProperty("class").GetString() == "STAR"
        && node.GetProperty("where_clause").ValueKind == JsonValueKind.Null
        && node.GetProperty("modifiers").GetArrayLength() == 0;

    private static string Reason(JsonElement root) => root.GetProperty("error_type").GetString() == "not implemented"
        ? "Only a SELECT is run here; this is another statement."
        : $"The SQL cannot be parsed: {root.GetProperty("error_message").GetString()}.";
}
