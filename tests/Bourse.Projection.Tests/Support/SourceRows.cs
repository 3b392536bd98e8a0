using Bourse.DuckDb;
using Bourse.Iceberg;
using Bourse.Iceberg.Expressions;
using Bourse.Iceberg.Metadata;
using Bourse.Iceberg.Scanning;
using Bourse.Iceberg.Schemas;

namespace Bourse.Projection.Tests.Support;

/// <summary>Rows of a snapshot as values, for the model: it filters and cuts in C#, with no engine, no statistics and no files.</summary>
internal static class SourceRows
{
    public static async Task<List<Literal?[]>> ReadAsync(DuckDbConnection connection, IcebergTable table, Snapshot? snapshot = null)
    {
        var scan = table.Scan(snapshot);
        var rows = new List<Literal?[]>();
        using var result = connection.Query(await scan.ToSqlAsync(Expression.True));
        foreach (var chunk in result.Chunks())
        {
            for (var row = 0; row < chunk.RowCount; row++)
                rows.Add([.. scan.Schema.Fields.Select((f, i) => EngineLiterals.Read(chunk, i, row, (IcebergType.Primitive)f.Type))]);
        }
        return rows;
    }

    public static async Task<List<string>> TextAsync(DuckDbConnection connection, IcebergTable table, Snapshot? snapshot = null) =>
        Sorted(table.Scan(snapshot).Schema, await ReadAsync(connection, table, snapshot));

    /// <summary>The rows of a query as the engine writes them, sorted.</summary>
    public static List<string> Query(DuckDbConnection connection, string sql)
    {
        using var result = connection.Query($"SELECT CAST(COLUMNS(*) AS VARCHAR) FROM ({sql})");
        return [.. result.Rows().Select(r => string.Join("|", r.Select(v => v ?? "∅"))).Order(StringComparer.Ordinal)];
    }

    /// <summary>What the rules leave of rows, by the definition: a single pass, null fails, masks cell by cell.</summary>
    public static List<string> Allowed(Schema schema, IEnumerable<Literal?[]> rows, Access.Authorization.RuleSet rules)
    {
        var place = schema.Fields.Select((f, i) => (f.Id, i)).ToDictionary(p => p.Id, p => p.i);
        var kept = schema.Select(rules.FieldIds.ToHashSet());
        var shown =
            new Schema(0, kept.Fields.Select(f => rules.Masks.TryGetValue(f.Id, out var mask) ? f with { Type = MaskModel.TypeOf(mask, f.Type) } : f).ToValueList());
        return Sorted(shown, rows
            .Where(r => rules.RowFilter.Evaluate(id => r[place[id]]) == true)
            .Select(r =>
                kept.Fields.Select(f => rules.Masks.TryGetValue(f.Id, out var mask) ? MaskModel.Apply(mask, r[place[f.Id]], f.Type) : r[place[f.Id]]).ToArray()));
    }

    private static List<string> Sorted(Schema schema, IEnumerable<Literal?[]> rows) =>
        [string.Join("|", schema.Fields.Select(f => $"{f.Id}:{f.Name}:{f.Type}")),
            .. rows.Select(r => string.Join("|", r.Select(v => v?.ToString() ?? "∅"))).Order(StringComparer.Ordinal)];
}
