using Bourse.DuckDb.Native.Marshalling;
using Bourse.DuckDb.Vectors;

namespace Bourse.DuckDb;

/// <summary>
/// Up to 2,048 rows, column by column, in memory laid out as the engine does. Spans point into that memory: they must not be kept past
/// <see cref="Dispose"/>. Slots of NULL hold anything; ask <see cref="IsNull"/>.
/// </summary>
public sealed class DuckDbChunk : IDisposable
{
    private readonly IChunkMemory memory;
    private readonly IReadOnlyList<DuckDbColumn> columns;
    private readonly Vector?[] vectors;

    internal DuckDbChunk(IChunkMemory memory, IReadOnlyList<DuckDbColumn> columns, int rowCount)
    {
        this.memory = memory;
        this.columns = columns;
        vectors = new Vector?[columns.Count];
        RowCount = rowCount;
    }

    /// <summary>Rows in this chunk, 1 or more.</summary>
    public int RowCount { get; }

    /// <summary>Columns in this chunk.</summary>
    public int ColumnCount => columns.Count;

    /// <summary>
    /// The column as it lies in memory, no copy. <typeparamref name="T"/> must be the type the engine stores: bool, sbyte to ulong, float, double,
    /// Int128 (HUGEINT), UInt128; int for DATE (days since 1970-01-01); long for TIME (µs), TIME_NS (ns) and every TIMESTAMP (s, ms, µs or
    /// ns as the type says); short, int, long or Int128 for DECIMAL up to 4, 9, 18, 38 digits (unscaled); byte, ushort or uint for
    /// ENUM up to 256, 65,536, more values; <see cref="DuckDbInterval"/>.
    /// </summary>
    /// <exception cref="InvalidOperationException">The column is stored otherwise.</exception>
    /// <exception cref="ObjectDisposedException">The chunk is disposed.</exception>
    public ReadOnlySpan<T> Values<T>(int column)
        where T : unmanaged
    {
        var vector = Column(column);
        if (!StoredType.Is<T>(vector.Type))
            throw Mismatch(column, $"it cannot be read as {typeof(T).Name}");
        return vector.Span<T>(RowCount);
    }

    /// <summary>One bit a row, 64 rows a word, lowest first; 1 is a value, 0 is NULL. Empty when no row is NULL.</summary>
    /// <exception cref="ObjectDisposedException">The chunk is disposed.</exception>
    public ReadOnlySpan<ulong> Validity(int column) => Column(column).Validity((RowCount + 63) / 64);

    /// <summary>Whether the value is NULL.</summary>
    /// <exception cref="ObjectDisposedException">The chunk is disposed.</exception>
    public bool IsNull(int column, int row) => Column(column).IsNull(Row(row));

    /// <summary>The bytes of a VARCHAR (UTF-8) or BLOB, no copy. Empty for NULL.</summary>
    /// <exception cref="InvalidOperationException">The column is neither.</exception>
    /// <exception cref="ObjectDisposedException">The chunk is disposed.</exception>
    public ReadOnlySpan<byte> Bytes(int column, int row)
    {
        var vector = Column(column);
        if (vector.Type.Id is not (DuckDbTypeId.Varchar or DuckDbTypeId.Blob))
            throw Mismatch(column, "it holds no bytes");
        return vector.IsNull(Row(row)) ? default : vector.Bytes(row);
    }

    /// <summary>The text of a VARCHAR or ENUM.</summary>
    /// <exception cref="InvalidOperationException">The column is neither, or the value is NULL.</exception>
    /// <exception cref="ObjectDisposedException">The chunk is disposed.</exception>
    public string GetString(int column, int row)
    {
        var vector = Column(column);
        if (vector.IsNull(Row(row)))
            throw new InvalidOperationException($"Column {column} ('{columns[column].Name}') is NULL in row {row}; ask IsNull first.");
        return vector.Type.Id switch
        {
            DuckDbTypeId.Varchar => StrictUtf8.Encoding.GetString(vector.Bytes(row)),
            DuckDbTypeId.Enum => (string)vector.Value(row)!,
            _ => throw Mismatch(column, "it holds no text"),
        };
    }

    /// <summary>
    /// Any value, boxed; null for NULL. bool, sbyte to ulong, Int128, UInt128, BigInteger (BIGNUM), float, double, decimal where it holds the value and else
    /// <see cref="DuckDbDecimal"/>, string (VARCHAR, ENUM, and BIT as 0s and 1s), byte[], DateOnly, TimeOnly, <see cref="DuckDbTimeTz"/>, DateTime
    /// of unspecified kind (TIMESTAMP, _S, _MS), <see cref="DuckDbTimestampNs"/>, DateTimeOffset in UTC, Guid, <see cref="DuckDbInterval"/>, object?[] (LIST, ARRAY),
    /// OrderedDictionary from string (STRUCT; UNION with its one member) or from object (MAP).
    /// </summary>
    /// <exception cref="OverflowException">A date, time or timestamp outside the years 1 to 9999 or infinite: read it with <see cref="Values{T}"/>.</exception>
    /// <exception cref="NotSupportedException">A type without a CLR form (GEOMETRY, VARIANT): cast it to VARCHAR in the query.</exception>
    /// <exception cref="ObjectDisposedException">The chunk is disposed.</exception>
    public object? GetValue(int column, int row) => Column(column).Value(Row(row));

    /// <summary>Frees the chunk.</summary>
    public void Dispose() => memory.Dispose();

    internal Vector Column(int column)
    {
        ObjectDisposedException.ThrowIf(memory.IsClosed, this);
        ArgumentOutOfRangeException.ThrowIfGreaterThanOrEqual((uint)column, (uint)vectors.Length, nameof(column));
        return vectors[column] ??= memory.Open(column, columns[column].Type);
    }

    private int Row(int row)
    {
        ArgumentOutOfRangeException.ThrowIfGreaterThanOrEqual((uint)row, (uint)RowCount, nameof(row));
        return row;
    }

    private InvalidOperationException Mismatch(int column, string why) =>
        new($"Column {column} ('{columns[column].Name}') is {columns[column].Type}; {why}.");
}
