using Bourse.DuckDb.Native;
using Bourse.DuckDb.Native.Handles;
using Bourse.DuckDb.Native.Marshalling;
using Bourse.DuckDb.Values;

namespace Bourse.DuckDb;

/// <summary>A prepared statement. Parameters count from 1 and keep their value until bound again. Use from one thread at a time.</summary>
public sealed unsafe class DuckDbStatement : IDisposable
{
    private readonly ConnectionHandle connection;
    private readonly StatementHandle handle;

    internal DuckDbStatement(ConnectionHandle connection, StatementHandle handle)
    {
        this.connection = connection;
        this.handle = handle;
    }

    /// <summary>How many parameters the statement has.</summary>
    public int ParameterCount => (int)NativeMethods.ParameterCount(handle);

    /// <summary>Runs the statement; every parameter must be bound.</summary>
    /// <exception cref="DuckDbException">The engine's refusal.</exception>
    /// <exception cref="OperationCanceledException">Cancelled; the running statement is interrupted.</exception>
    public DuckDbResult Execute(CancellationToken cancellationToken = default) =>
        QueryRun.Run(connection, handle, NativeMethods.ExecutePrepared, cancellationToken);

    /// <summary>
    /// Starts the statement; its rows are made while they are read, so a result of any size takes little memory. The statement must live until they are read.
    /// </summary>
    /// <exception cref="DuckDbException">The engine's refusal; it may also come while rows are read.</exception>
    /// <exception cref="OperationCanceledException">Cancelled before the first row.</exception>
    public DuckDbResult ExecuteStreaming(CancellationToken cancellationToken = default) =>
        QueryRun.Run(connection, handle, NativeMethods.ExecutePreparedStreaming, cancellationToken);

    /// <summary>Forgets every bound value.</summary>
    public void ClearBindings() => _ = NativeMethods.ClearBindings(handle);

    /// <summary>Binds NULL.</summary>
    public void BindNull(int index) => Check(NativeMethods.BindNull(handle, Position(index)), index);

    /// <summary>Binds a BOOLEAN.</summary>
    public void Bind(int index, bool value) => Check(NativeMethods.BindBoolean(handle, Position(index), value), index);

    /// <summary>Binds a TINYINT.</summary>
    public void Bind(int index, sbyte value) => Check(NativeMethods.BindInt8(handle, Position(index), value), index);

    /// <summary>Binds a SMALLINT.</summary>
    public void Bind(int index, short value) => Check(NativeMethods.BindInt16(handle, Position(index), value), index);

    /// <summary>Binds an INTEGER.</summary>
    public void Bind(int index, int value) => Check(NativeMethods.BindInt32(handle, Position(index), value), index);

    /// <summary>Binds a BIGINT.</summary>
    public void Bind(int index, long value) => Check(NativeMethods.BindInt64(handle, Position(index), value), index);

    /// <summary>Binds a UTINYINT.</summary>
    public void Bind(int index, byte value) => Check(NativeMethods.BindUInt8(handle, Position(index), value), index);

    /// <summary>Binds a USMALLINT.</summary>
    public void Bind(int index, ushort value) => Check(NativeMethods.BindUInt16(handle, Position(index), value), index);

    /// <summary>Binds a UINTEGER.</summary>
    public void Bind(int index, uint value) => Check(NativeMethods.BindUInt32(handle, Position(index), value), index);

    /// <summary>Binds a UBIGINT.</summary>
    public void Bind(int index, ulong value) => Check(NativeMethods.BindUInt64(handle, Position(index), value), index);

    /// <summary>Binds a HUGEINT.</summary>
    public void Bind(int index, Int128 value) => Bind(index, ValueFactory.HugeInt(value));

    /// <summary>Binds a UHUGEINT.</summary>
    public void Bind(int index, UInt128 value) => Bind(index, ValueFactory.UHugeInt(value));

    /// <summary>Binds a FLOAT.</summary>
    public void Bind(int index, float value) => Check(NativeMethods.BindFloat(handle, Position(index), value), index);

    /// <summary>Binds a DOUBLE.</summary>
    public void Bind(int index, double value) => Check(NativeMethods.BindDouble(handle, Position(index), value), index);

    /// <summary>Binds a DECIMAL just wide enough, with the value's own scale.</summary>
    public void Bind(int index, decimal value) => Bind(index, ValueFactory.Decimal(DuckDbDecimal.From(value)));

    /// <summary>Binds a DECIMAL just wide enough, with the value's own scale.</summary>
    public void Bind(int index, DuckDbDecimal value) => Bind(index, ValueFactory.Decimal(value));

    /// <summary>Binds a VARCHAR, or NULL. Text may hold NUL characters; a lone surrogate is refused.</summary>
    public void Bind(int index, string? value)
    {
        if (value is null)
        {
            BindNull(index);
            return;
        }
        var utf8 = StrictUtf8.Encoding.GetBytes(value);
        fixed (byte* data = utf8)
        {
            byte empty;
            Check(NativeMethods.BindVarchar(handle, Position(index), utf8.Length == 0 ? &empty : data, (ulong)utf8.Length), index);
        }
    }

    /// <summary>Binds a BLOB, or NULL.</summary>
    public void Bind(int index, byte[]? value)
    {
        if (value is null)
            BindNull(index);
        else
            Bind(index, (ReadOnlySpan<byte>)value);
    }

    /// <summary>Binds a BLOB.</summary>
    public void Bind(int index, ReadOnlySpan<byte> value)
    {
        fixed (byte* data = value)
        {
            byte empty;
            Check(NativeMethods.BindBlob(handle, Position(index), value.IsEmpty ? &empty : data, (ulong)value.Length), index);
        }
    }

    /// <summary>Binds a DATE.</summary>
    public void Bind(int index, DateOnly value) => Bind(index, ValueFactory.Date(value));

    /// <summary>Binds a TIME; what is finer than a microsecond is cut.</summary>
    public void Bind(int index, TimeOnly value) => Bind(index, ValueFactory.Time(value));

    /// <summary>Binds a TIMESTAMP; what is finer than a microsecond is cut. A local time is refused.</summary>
    public void Bind(int index, DateTime value) => Bind(index, ValueFactory.Timestamp(value));

    /// <summary>Binds a TIMESTAMP WITH TIME ZONE: the instant; the offset is not kept.</summary>
    public void Bind(int index, DateTimeOffset value) => Bind(index, ValueFactory.TimestampTz(value));

    /// <summary>Binds a TIMESTAMP_NS.</summary>
    public void Bind(int index, DuckDbTimestampNs value) => BindValue(index, value);

    /// <summary>Binds a TIME WITH TIME ZONE.</summary>
    public void Bind(int index, DuckDbTimeTz value) => BindValue(index, value);

    /// <summary>Binds an INTERVAL.</summary>
    public void Bind(int index, DuckDbInterval value) => BindValue(index, value);

    /// <summary>Binds a UUID.</summary>
    public void Bind(int index, Guid value) => Bind(index, ValueFactory.Uuid(value));

    /// <summary>
    /// Binds any value that <see cref="DuckDbChunk.GetValue"/> can give, lists and structs too; the parameter's type guides where the CLR type is
    /// not enough.
    /// </summary>
    /// <exception cref="NotSupportedException">No engine type corresponds.</exception>
    public void BindValue(int index, object? value)
    {
        using var type = NativeMethods.ParameterLogicalType(handle, Position(index));
        var target = type.IsInvalid ? null : DuckDbType.From(type);
        Bind(index, ValueFactory.Create(value, target is { Id: DuckDbTypeId.Invalid or DuckDbTypeId.SqlNull } ? null : target));
    }

    /// <summary>Frees the statement; results already given stay readable.</summary>
    public void Dispose() => handle.Dispose();

    private static ulong Position(int index)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(index, 1);
        return (ulong)index;
    }

    private void Bind(int index, ValueHandle value)
    {
        using (value)
            Check(NativeMethods.BindValue(handle, Position(index), value), index);
    }

    private void Check(NativeState state, int index)
    {
        if (state == NativeState.Success)
            return;
        throw new ArgumentOutOfRangeException(nameof(index), index, $"The statement has {ParameterCount} parameters; this is not one of them.");
    }
}
