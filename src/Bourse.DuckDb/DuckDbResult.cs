using System.Collections.Immutable;
using Bourse.DuckDb.Native;
using Bourse.DuckDb.Native.Handles;

namespace Bourse.DuckDb;

/// <summary>A whole result in the engine's memory, read once from first chunk to last. Use from one thread at a time.</summary>
public sealed class DuckDbResult : IDisposable
{
    private readonly ResultHandle handle;

    internal DuckDbResult(ResultHandle handle)
    {
        this.handle = handle;
        RowsChanged = (long)NativeMethods.RowsChanged(handle);
        var count = NativeMethods.ColumnCount(handle);
        var columns = ImmutableArray.CreateBuilder<DuckDbColumn>((int)count);
        for (var i = 0ul; i < count; i++)
        {
            using var type = NativeMethods.ColumnLogicalType(handle, i);
            columns.Add(new DuckDbColumn(NativeMethods.ColumnName(handle, i) ?? "", DuckDbType.From(type)));
        }
        Columns = columns.MoveToImmutable();
    }

    /// <summary>The columns in order.</summary>
    public IReadOnlyList<DuckDbColumn> Columns { get; }

    /// <summary>Rows that INSERT, UPDATE, DELETE, MERGE or COPY changed; 0 for a query.</summary>
    public long RowsChanged { get; }

    /// <summary>
    /// The chunks, each up to 2,048 rows. A chunk and its spans are valid until the next is taken: the iteration disposes it. A result is read
    /// once; a second iteration goes on where the first stopped.
    /// </summary>
    /// <exception cref="ObjectDisposedException">The result is disposed.</exception>
    public IEnumerable<DuckDbChunk> Chunks()
    {
        ObjectDisposedException.ThrowIf(handle.IsClosed, this);
        return Read();
    }

    /// <summary>The rows as values; see <see cref="DuckDbChunk.GetValue"/>. For small results.</summary>
    /// <exception cref="ObjectDisposedException">The result is disposed.</exception>
    public IEnumerable<object?[]> Rows()
    {
        ObjectDisposedException.ThrowIf(handle.IsClosed, this);
        return Read().SelectMany(RowsOf);
    }

    /// <summary>The only value of a result of one row and one column; null for SQL's NULL.</summary>
    /// <exception cref="InvalidOperationException">Not exactly one row and one column.</exception>
    /// <exception cref="InvalidCastException">The value is not a <typeparamref name="T"/>.</exception>
    public T? Single<T>()
    {
        var rows = Rows().Take(2).ToList();
        if (rows.Count != 1 || Columns.Count != 1)
        {
            var count = rows.Count switch { 0 => "no rows", 1 => "one row", _ => "several rows" };
            throw new InvalidOperationException($"One row and one column were expected; the result has {count} and {Columns.Count} columns.");
        }
        return (T?)rows[0][0];
    }

    /// <summary>Frees the result; a chunk still held stays readable until it is disposed.</summary>
    public void Dispose() => handle.Dispose();

    private static IEnumerable<object?[]> RowsOf(DuckDbChunk chunk)
    {
        for (var row = 0; row < chunk.RowCount; row++)
        {
            var values = new object?[chunk.ColumnCount];
            for (var column = 0; column < values.Length; column++)
                values[column] = chunk.GetValue(column, row);
            yield return values;
        }
    }

    private IEnumerable<DuckDbChunk> Read()
    {
        while (true)
        {
            var next = handle.Fetch();
            if (next.IsInvalid)
            {
                next.Dispose();
                yield break;
            }
            using var chunk = new DuckDbChunk(next, Columns);
            if (chunk.RowCount > 0)
                yield return chunk;
        }
    }
}
