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
    // The text's own, and its places in the table of keys.
    private const int KeyEntryBytes = 72;
    private readonly FrozenDictionary<string, (int First, int Count)> _keys;
    private readonly IndexColumn[] _columns;

    private KeyIndex(Schema schema, string keyColumn, FrozenDictionary<string, (int First, int Count)> keys, IndexColumn[] columns)
    {
        (KeyColumn, _keys, _columns) = (keyColumn, keys, columns);
        Columns = [.. schema.Fields.Select(field => field.Name)];
        SizeBytes = SizeOf(columns, keys.Keys.Sum(BytesOf));
    }

    /// <summary>The column whose values are looked up.</summary>
    public string KeyColumn { get; }

    /// <summary>Every column's name, in schema order; rows hold values in this order.</summary>
    public IReadOnlyList<string> Columns { get; }

    /// <summary>How many keys there are. Null is not one.</summary>
    public int KeyCount => _keys.Count;

    /// <summary>How many rows have a key.</summary>
    public int RowCount => _columns[0].Count;

    /// <summary>About how much memory it takes.</summary>
    public long SizeBytes { get; }

    /// <summary>Reads the table's files once.</summary>
    /// <param name="table">One snapshot of a projection.</param>
    /// <param name="keyColumn">A column of it, by its exact name.</param>
    /// <param name="bytesMax">How much memory it may take.</param>
    /// <param name="cancellationToken">Ends the reading.</param>
    /// <returns>The index; null when it would take more memory, as soon as that is known.</returns>
    /// <exception cref="ArgumentException">There is no such column.</exception>
    /// <exception cref="DuckDbException">A file cannot be read.</exception>
    public static KeyIndex? Build(SessionTable table, string keyColumn, long bytesMax, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(table);
        using var session = TableSession.Open([table]);
        using var result = session.Connection.Query(KeySql.Rows(table, keyColumn), cancellationToken);
        var columns = table.Schema.Fields.Select(_ => new IndexColumn()).ToArray();
        return Read(result, columns, bytesMax, cancellationToken) is { } keys
            ? new KeyIndex(table.Schema, keyColumn, keys.ToFrozenDictionary(StringComparer.Ordinal), columns)
            : null;
    }

    /// <summary>As <see cref="Find(string)"/>, from the files of a table that is too large for an index: slower, and in the memory of its answer.</summary>
    /// <exception cref="ArgumentException">There is no such column.</exception>
    /// <exception cref="DuckDbException">A file cannot be read.</exception>
    public static IReadOnlyList<IReadOnlyList<object?>> Find(SessionTable table, string keyColumn, string key, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(table);
        ArgumentNullException.ThrowIfNull(key);
        using var session = TableSession.Open([table]);
        using var result = session.Connection.Query(KeySql.Rows(table, keyColumn, key), cancellationToken);
        return [.. result.Rows().Select(row => row.Skip(1).ToArray())];
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

    private static long BytesOf(string key) => KeyEntryBytes + (long)key.Length * sizeof(char);

    private static long SizeOf(IndexColumn[] columns, long keyBytes) => keyBytes + columns.Sum(column => column.SizeBytes);

    private static Dictionary<string, (int First, int Count)>? Read(DuckDbResult result, IndexColumn[] columns, long bytesMax, CancellationToken cancellationToken)
    {
        var keyBytes = 0L;
        var keys = new Dictionary<string, (int First, int Count)>(StringComparer.Ordinal);
        string? current = null;
        var (first, at) = (0, 0);
        foreach (var chunk in result.Chunks())
        {
            cancellationToken.ThrowIfCancellationRequested();
            if (SizeOf(columns, keyBytes) > bytesMax)
                return null;
            for (var row = 0; row < chunk.RowCount; row++, at++)
            {
                var key = chunk.GetString(0, row);
                if (key != current)
                {
                    if (current is not null)
                        keys.Add(current, (first, at - first));
                    (current, first) = (key, at);
                    keyBytes += BytesOf(key);
                }
                for (var column = 0; column < columns.Length; column++)
                    columns[column].Add(chunk.GetValue(column + 1, row));
            }
        }
        if (current is not null)
            keys.Add(current, (first, at - first));
        return SizeOf(columns, keyBytes) > bytesMax ? null : keys;
    }
}
