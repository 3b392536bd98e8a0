namespace Bourse.DuckDb;

/// <summary>Columns and rows, read once from first chunk to last. Use from one thread at a time.</summary>
public abstract class DuckDbRows : IDisposable
{
    /// <summary>The columns in order.</summary>
    public abstract IReadOnlyList<DuckDbColumn> Columns { get; }

    /// <summary>
    /// The chunks, each up to 2,048 rows. A chunk and its spans are valid until the next is taken: the iteration disposes it. Rows are read
    /// once; a second iteration goes on where the first stopped.
    /// </summary>
    /// <exception cref="ObjectDisposedException">The rows are disposed.</exception>
    /// <exception cref="DuckDbException">Rows that are made while they are read cannot be.</exception>
    public abstract IEnumerable<DuckDbChunk> Chunks();

    /// <summary>The rows as values; see <see cref="DuckDbChunk.GetValue"/>. For small results.</summary>
    /// <exception cref="ObjectDisposedException">The rows are disposed.</exception>
    public IEnumerable<object?[]> Rows() => Chunks().SelectMany(RowsOf);

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

    /// <inheritdoc />
    public void Dispose()
    {
        Dispose(disposing: true);
        GC.SuppressFinalize(this);
    }

    /// <summary>Frees the rows.</summary>
    protected abstract void Dispose(bool disposing);

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
}
