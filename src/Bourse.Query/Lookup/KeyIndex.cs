using System.Collections.Frozen;
using Bourse.DuckDb;
using Bourse.Iceberg.Schemas;
using Bourse.Query.Sessions;

namespace Bourse.Query.Lookup;

/// <summary>
/// The rows of one snapshot by the value of one column, in memory, immutable. Built from the files of a projection, so it holds nothing that its
/// reader may not see, and knows no row rule.
/// </summary>
public sealed class KeyIndex
{
    private readonly FrozenDictionary<string, (int First, int Count)> _keys;
    private readonly IndexColumn[] _columns;

    private KeyIndex(Schema schema, string keyColumn, FrozenDictionary<string, (int First, int Count)> keys, IndexColumn[] columns)
    {
        (KeyColumn, _keys, _columns) = (keyColumn, keys, columns);
        Columns = [.. schema.Fields.Select(field => field.Name)];
    }

    /// <summary>The column whose values are looked up.</summary>
    public string KeyColumn { get; }

    /// <summary>Every column's name, in schema order; rows hold values in this order.</summary>
    public IReadOnlyList<string> Columns { get; }

    /// <summary>How many keys there are. Null is not one.</summary>
    public int KeyCount => _keys.Count;

    /// <summary>How many rows have a key.</summary>
    public int RowCount => _columns[0].Count;

    /// <summary>Reads the table's files once.</summary>
    /// <param name="table">One snapshot of a projection.</param>
    /// <param name="keyColumn">A column of it, by its exact name.</param>
    /// <param name="cancellationToken">Ends the reading.</param>
    /// <exception cref="ArgumentException">There is no such column.</exception>
    /// <exception cref="DuckDbException">A file cannot be read.</exception>
    public static KeyIndex Build(SessionTable table, string keyColumn, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(table);
        var schema = table.Schema;
        if (schema.Fields.All(field => field.Name != keyColumn))
            throw new ArgumentException($"There is no column '{keyColumn}' to look up by.", nameof(keyColumn));
        using var session = TableSession.Open([table]);
        var key = Sql.Identifier(keyColumn);
        var order = string.Join(", ", schema.Fields.Where(field => field.Name != keyColumn).Select(field => Sql.Identifier(field.Name)));
        using var result = session.Connection.Query(
            $"""
            SELECT CAST({key} AS VARCHAR), {string.Join(", ", schema.Fields.Select(field => Sql.Identifier(field.Name)))}
            FROM {Sql.Identifier(table.Namespace, table.Name)} WHERE {key} IS NOT NULL ORDER BY 1{(order.Length == 0 ? "" : ", " + order)}
            """,
            cancellationToken);
        var columns = schema.Fields.Select(_ => new IndexColumn()).ToArray();
        var keys = Read(result, columns, cancellationToken);
        return new KeyIndex(schema, keyColumn, keys.ToFrozenDictionary(StringComparer.Ordinal), columns);
    }

    /// <summary>The rows whose key, written as text, is the given one; ordered by the other columns. Empty when there are none.</summary>
    public IReadOnlyList<IReadOnlyList<object?>> Find(string key)
    {
        ArgumentNullException.ThrowIfNull(key);
        if (!_keys.TryGetValue(key, out var found))
            return [];
        var rows = new object?[found.Count][];
        for (var i = 0; i < rows.Length; i++)
            rows[i] = Array.ConvertAll(_columns, column => column[found.First + i]);
        return rows;
    }

    private static Dictionary<string, (int First, int Count)> Read(DuckDbResult result, IndexColumn[] columns, CancellationToken cancellationToken)
    {
        var keys = new Dictionary<string, (int First, int Count)>(StringComparer.Ordinal);
        string? current = null;
        var (first, at) = (0, 0);
        foreach (var chunk in result.Chunks())
        {
            cancellationToken.ThrowIfCancellationRequested();
            for (var row = 0; row < chunk.RowCount; row++, at++)
            {
                var key = chunk.GetString(0, row);
                if (key != current)
                {
                    if (current is not null)
                        keys.Add(current, (first, at - first));
                    (current, first) = (key, at);
                }
                for (var column = 0; column < columns.Length; column++)
                    columns[column].Add(chunk.GetValue(column + 1, row));
            }
        }
        if (current is not null)
            keys.Add(current, (first, at - first));
        return keys;
    }
}
