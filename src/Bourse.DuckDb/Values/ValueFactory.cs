using System.Numerics;
using Bourse.DuckDb.Native;
using Bourse.DuckDb.Native.Handles;
using Bourse.DuckDb.Native.Marshalling;
using Bourse.DuckDb.Vectors;

namespace Bourse.DuckDb.Values;

/// <summary>Makes engine values from CLR values; what the CLR type leaves open, the target type decides. The caller frees them.</summary>
internal static unsafe class ValueFactory
{
    public static ValueHandle Create(object? value, DuckDbType? target) => value switch
    {
        null => NativeMethods.CreateNull(),
        bool v => NativeMethods.CreateBool(v),
        sbyte v => NativeMethods.CreateInt8(v),
        short v => NativeMethods.CreateInt16(v),
        int v => NativeMethods.CreateInt32(v),
        long v => NativeMethods.CreateInt64(v),
        byte v => NativeMethods.CreateUInt8(v),
        ushort v => NativeMethods.CreateUInt16(v),
        uint v => NativeMethods.CreateUInt32(v),
        ulong v => NativeMethods.CreateUInt64(v),
        Int128 v => HugeInt(v),
        UInt128 v => UHugeInt(v),
        float v => NativeMethods.CreateFloat(v),
        double v => NativeMethods.CreateDouble(v),
        decimal v => Decimal(DuckDbDecimal.From(v)),
        DuckDbDecimal v => Decimal(v),
        BigInteger v => Text(v.ToString(System.Globalization.CultureInfo.InvariantCulture)),
        string v => target?.Id == DuckDbTypeId.Enum ? NestedValues.Enum(v, target) : Text(v),
        byte[] v => Blob(v),
        DateOnly v => Date(v),
        TimeOnly v => target?.Id == DuckDbTypeId.TimeNs ? NativeMethods.CreateTimeNs(v.Ticks * TimeSpan.NanosecondsPerTick) : Time(v),
        DuckDbTimeTz v => NativeMethods.CreateTimeTz(v.ToBits()),
        DateTime v => Timestamp(v, target?.Id),
        DateTimeOffset v => TimestampTz(v),
        DuckDbTimestampNs v => NativeMethods.CreateTimestampNs(v.Nanoseconds),
        DuckDbInterval v => NativeMethods.CreateInterval(v),
        Guid v => Uuid(v),
        _ => NestedValues.Create(value, target),
    };

    public static ValueHandle HugeInt(Int128 value) => NativeMethods.CreateHugeInt(new NativeHugeInt(value));

    public static ValueHandle UHugeInt(UInt128 value) => NativeMethods.CreateUHugeInt(new NativeUHugeInt(value));

    public static ValueHandle Decimal(DuckDbDecimal value)
    {
        var width = value.Width();
        if (width > 38)
            throw new ArgumentOutOfRangeException(nameof(value), value, "A DECIMAL has at most 38 digits.");
        return NativeMethods.CreateDecimal(new NativeDecimal(width, value.Scale, value.Unscaled));
    }

    public static ValueHandle Text(string value)
    {
        var utf8 = StrictUtf8.Encoding.GetBytes(value);
        fixed (byte* data = utf8)
        {
            byte empty;
            return NativeMethods.CreateVarchar(utf8.Length == 0 ? &empty : data, (ulong)utf8.Length);
        }
    }

    public static ValueHandle Blob(ReadOnlySpan<byte> value)
    {
        fixed (byte* data = value)
        {
            byte empty;
            return NativeMethods.CreateBlob(value.IsEmpty ? &empty : data, (ulong)value.Length);
        }
    }

    public static ValueHandle Date(DateOnly value) => NativeMethods.CreateDate(TemporalValues.Days(value));

    public static ValueHandle Time(TimeOnly value) => NativeMethods.CreateTime(TemporalValues.Microseconds(value));

    public static ValueHandle Timestamp(DateTime value, DuckDbTypeId? target = null)
    {
        var ticks = TemporalValues.TicksSinceEpoch(value);
        return target switch
        {
            DuckDbTypeId.TimestampS => NativeMethods.CreateTimestampS(TemporalValues.Floor(ticks, TimeSpan.TicksPerSecond)),
            DuckDbTypeId.TimestampMs => NativeMethods.CreateTimestampMs(TemporalValues.Floor(ticks, TimeSpan.TicksPerMillisecond)),
            DuckDbTypeId.TimestampNs => NativeMethods.CreateTimestampNs(checked(ticks * TimeSpan.NanosecondsPerTick)),
            _ => NativeMethods.CreateTimestamp(TemporalValues.Floor(ticks, TemporalValues.TicksPerMicrosecond)),
        };
    }

    public static ValueHandle TimestampTz(DateTimeOffset value) =>
        NativeMethods.CreateTimestampTz(TemporalValues.Floor(TemporalValues.TicksSinceEpoch(value), TemporalValues.TicksPerMicrosecond));

    public static ValueHandle Uuid(Guid value) => NativeMethods.CreateUuid(new NativeUHugeInt(PackedValues.Number(value)));
}
