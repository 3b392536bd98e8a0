using Bourse.DuckDb.Native;
using Bourse.DuckDb.Native.Handles;
using Bourse.DuckDb.Native.Marshalling;
using Bourse.DuckDb.Values;

namespace Bourse.DuckDb;

/// <summary>
/// Bulk insert into one table, value by value in column order, each row closed by <see cref="EndRow"/>. Rows reach the table in batches; only
/// <see cref="Complete"/> makes sure of the last. Disposing without it drops what was not yet flushed; wrap in a transaction to drop all. Use from one thread at a time.
/// </summary>
public sealed unsafe class DuckDbAppender : IDisposable
{
    private readonly AppenderHandle handle;
    private readonly DuckDbType[] types;
    private int column;

    internal DuckDbAppender(AppenderHandle handle)
    {
        this.handle = handle;
        types = new DuckDbType[(int)NativeMethods.AppenderColumnCount(handle)];
        for (var i = 0; i < types.Length; i++)
        {
            using var type = NativeMethods.AppenderColumnType(handle, (ulong)i);
            types[i] = DuckDbType.From(type);
        }
    }

    /// <summary>Closes the row.</summary>
    /// <exception cref="DuckDbException">Too few values, or a batch that breaks a constraint.</exception>
    public void EndRow()
    {
        Check(NativeMethods.AppenderEndRow(handle));
        column = 0;
    }

    /// <summary>Writes every closed row to the table.</summary>
    /// <exception cref="DuckDbException">A constraint is broken; none of the batch's rows is kept.</exception>
    public void Complete() => Check(NativeMethods.AppenderFlush(handle));

    /// <summary>Appends NULL.</summary>
    public void AppendNull() => Next(NativeMethods.AppendNull(handle));

    /// <summary>Appends a BOOLEAN.</summary>
    public void Append(bool value) => Next(NativeMethods.AppendBool(handle, value));

    /// <summary>Appends a TINYINT.</summary>
    public void Append(sbyte value) => Next(NativeMethods.AppendInt8(handle, value));

    /// <summary>Appends a SMALLINT.</summary>
    public void Append(short value) => Next(NativeMethods.AppendInt16(handle, value));

    /// <summary>Appends an INTEGER.</summary>
    public void Append(int value) => Next(NativeMethods.AppendInt32(handle, value));

    /// <summary>Appends a BIGINT.</summary>
    public void Append(long value) => Next(NativeMethods.AppendInt64(handle, value));

    /// <summary>Appends a UTINYINT.</summary>
    public void Append(byte value) => Next(NativeMethods.AppendUInt8(handle, value));

    /// <summary>Appends a USMALLINT.</summary>
    public void Append(ushort value) => Next(NativeMethods.AppendUInt16(handle, value));

    /// <summary>Appends a UINTEGER.</summary>
    public void Append(uint value) => Next(NativeMethods.AppendUInt32(handle, value));

    /// <summary>Appends a UBIGINT.</summary>
    public void Append(ulong value) => Next(NativeMethods.AppendUInt64(handle, value));

    /// <summary>Appends a HUGEINT.</summary>
    public void Append(Int128 value) => Next(NativeMethods.AppendHugeInt(handle, new NativeHugeInt(value)));

    /// <summary>Appends a UHUGEINT.</summary>
    public void Append(UInt128 value) => Next(NativeMethods.AppendUHugeInt(handle, new NativeUHugeInt(value)));

    /// <summary>Appends a FLOAT.</summary>
    public void Append(float value) => Next(NativeMethods.AppendFloat(handle, value));

    /// <summary>Appends a DOUBLE.</summary>
    public void Append(double value) => Next(NativeMethods.AppendDouble(handle, value));

    /// <summary>Appends a DECIMAL.</summary>
    public void Append(decimal value) => Append(ValueFactory.Decimal(DuckDbDecimal.From(value)));

    /// <summary>Appends a DECIMAL.</summary>
    public void Append(DuckDbDecimal value) => Append(ValueFactory.Decimal(value));

    /// <summary>Appends a VARCHAR, or NULL. A lone surrogate is refused.</summary>
    public void Append(string? value)
    {
        if (value is null)
            AppendNull();
        else
            AppendUtf8(StrictUtf8.Encoding.GetBytes(value));
    }

    /// <summary>Appends a VARCHAR from its UTF-8 bytes.</summary>
    /// <exception cref="DuckDbException">The bytes are not UTF-8.</exception>
    public void AppendUtf8(ReadOnlySpan<byte> value)
    {
        fixed (byte* data = value)
        {
            byte empty;
            Next(NativeMethods.AppendVarchar(handle, value.IsEmpty ? &empty : data, (ulong)value.Length));
        }
    }

    /// <summary>Appends a BLOB, or NULL.</summary>
    public void Append(byte[]? value)
    {
        if (value is null)
            AppendNull();
        else
            Append((ReadOnlySpan<byte>)value);
    }

    /// <summary>Appends a BLOB.</summary>
    public void Append(ReadOnlySpan<byte> value)
    {
        fixed (byte* data = value)
        {
            byte empty;
            Next(NativeMethods.AppendBlob(handle, value.IsEmpty ? &empty : data, (ulong)value.Length));
        }
    }

    /// <summary>Appends a DATE.</summary>
    public void Append(DateOnly value) => Next(NativeMethods.AppendDate(handle, Vectors.TemporalValues.Days(value)));

    /// <summary>Appends a TIME.</summary>
    public void Append(TimeOnly value) => AppendValue(value);

    /// <summary>Appends a TIMESTAMP of the column's unit; what is finer is cut. A local time is refused.</summary>
    public void Append(DateTime value) => AppendValue(value);

    /// <summary>Appends a TIMESTAMP WITH TIME ZONE.</summary>
    public void Append(DateTimeOffset value) => Append(ValueFactory.TimestampTz(value));

    /// <summary>Appends an INTERVAL.</summary>
    public void Append(DuckDbInterval value) => Next(NativeMethods.AppendInterval(handle, value));

    /// <summary>Appends a UUID.</summary>
    public void Append(Guid value) => Append(ValueFactory.Uuid(value));

    /// <summary>Appends any value that <see cref="DuckDbChunk.GetValue"/> can give for a column of this type.</summary>
    /// <exception cref="NotSupportedException">The value cannot become the column's type.</exception>
    public void AppendValue(object? value)
    {
        if (column >= types.Length)
            throw new InvalidOperationException($"The table has {types.Length} columns; the row is full: call EndRow.");
        Append(ValueFactory.Create(value, types[column]));
    }

    /// <summary>Drops rows that were not flushed, and frees the appender.</summary>
    public void Dispose() => handle.Dispose();

    internal static DuckDbException Failure(AppenderHandle appender)
    {
        if (appender.IsInvalid)
            return new DuckDbException(DuckDbErrorType.Catalog, "DuckDB cannot append to this table.");
        using var error = NativeMethods.AppenderErrorData(appender);
        return new DuckDbException(NativeMethods.ErrorDataType(error), NativeMethods.ErrorDataMessage(error) ?? "DuckDB failed without a message.");
    }

    private void Append(ValueHandle value)
    {
        using (value)
            Next(NativeMethods.AppendValue(handle, value));
    }

    private void Next(NativeState state)
    {
        Check(state);
        column++;
    }

    private void Check(NativeState state)
    {
        if (state != NativeState.Success)
            throw Failure(handle);
    }
}
