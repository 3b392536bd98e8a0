using System.Globalization;
using System.Numerics;
using Bourse.DuckDb;
using Bourse.Iceberg.Schemas;

namespace Bourse.Iceberg.Expressions;

/// <summary>Makes literals from values of the CLR and from text.</summary>
public static class LiteralValues
{
    /// <summary>
    /// The literal of a type for a value: bool, any integer, double, decimal, <see cref="DateOnly"/>, <see cref="TimeOnly"/>, DateTime (of a timestamp without
    /// zone), <see cref="DateTimeOffset"/>, string, <see cref="Guid"/>, bytes, or for any type its text: ISO 8601 for dates and times, hexadecimal for bytes.
    /// </summary>
    /// <exception cref="FormatException">The value is not of the type.</exception>
    /// <exception cref="OverflowException">The value is outside the type's range.</exception>
    public static Literal From(object value, IcebergType.Primitive type)
    {
        var literal = (type, value) switch
        {
            (IcebergType.String, string v) => Text(v),
            (_, string v) => Parse(v, type),
            (IcebergType.Boolean, bool v) => new Literal.Boolean(v),
            (IcebergType.Int or IcebergType.Long, sbyte or byte or short or ushort or int or uint or long) =>
                new Literal.Integer(Convert.ToInt64(value, CultureInfo.InvariantCulture)),
            (IcebergType.Float or IcebergType.Double, float or double or int or long) => new Literal.Real(Convert.ToDouble(value, CultureInfo.InvariantCulture)),
            (IcebergType.Decimal, decimal or int or long) => Parse(Convert.ToString(value, CultureInfo.InvariantCulture)!, type),
            (IcebergType.Date, DateOnly v) => Date(v),
            (IcebergType.Time, TimeOnly v) => new Literal.Time(v.Ticks / TimeSpan.TicksPerMicrosecond),
            (IcebergType.Timestamp, DateTime v) => new Literal.Timestamp(Micros(v)),
            (IcebergType.TimestampTz, DateTimeOffset v) => new Literal.TimestampTz(Micros(v.UtcDateTime)),
            (IcebergType.TimestampNs, DateTime v) => new Literal.TimestampNs(checked((v.Ticks - DateTime.UnixEpoch.Ticks) * TimeSpan.NanosecondsPerTick)),
            (IcebergType.TimestampNs, DuckDbTimestampNs v) => new Literal.TimestampNs(v.Nanoseconds),
            (IcebergType.TimestampTzNs, DateTimeOffset v) =>
                new Literal.TimestampTzNs(checked((v.UtcTicks - DateTime.UnixEpoch.Ticks) * TimeSpan.NanosecondsPerTick)),
            (IcebergType.Uuid, Guid v) => new Literal.Uuid(v),
            (IcebergType.Fixed or IcebergType.Binary, byte[] v) => new Literal.Bytes([.. v]),
            _ => throw new FormatException($"a {value.GetType().Name} is no {type}"),
        };
        return ExpressionBinding.Fits(type, literal) ? literal : throw new OverflowException($"it is outside the range of {type}");
    }

    private static Literal Parse(string text, IcebergType.Primitive type)
    {
        var culture = CultureInfo.InvariantCulture;
        return type switch
        {
            IcebergType.Boolean => new Literal.Boolean(bool.Parse(text)),
            IcebergType.Int or IcebergType.Long => new Literal.Integer(long.Parse(text, NumberStyles.AllowLeadingSign, culture)),
            IcebergType.Float or IcebergType.Double => new Literal.Real(double.Parse(text, NumberStyles.Float, culture)),
            IcebergType.Decimal t => Rescaled(LiteralJson.ParseDecimal(text), t.Scale),
            IcebergType.Date => Date(DateOnly.ParseExact(text, "yyyy-MM-dd", culture)),
            IcebergType.Time => new Literal.Time(TimeOnly.Parse(text, culture).Ticks / TimeSpan.TicksPerMicrosecond),
            IcebergType.Timestamp => new Literal.Timestamp(Micros(DateTime.Parse(text, culture, DateTimeStyles.AssumeUniversal | DateTimeStyles.AdjustToUniversal))),
            IcebergType.TimestampTz => new Literal.TimestampTz(Micros(DateTimeOffset.Parse(text, culture, DateTimeStyles.AssumeUniversal).UtcDateTime)),
            IcebergType.TimestampNs => new Literal.TimestampNs(NanosecondText.Parse(text)),
            IcebergType.TimestampTzNs => new Literal.TimestampTzNs(NanosecondText.Parse(text)),
            IcebergType.Uuid => new Literal.Uuid(Guid.ParseExact(text, "D")),
            IcebergType.Fixed or IcebergType.Binary => new Literal.Bytes([.. Convert.FromHexString(text)]),
            _ => throw new FormatException($"text is no {type}"),
        };
    }

    private static Literal.Text Text(string value) =>
        Literal.Text.IsWellFormed(value) ? new Literal.Text(value) : throw new FormatException("it has an unpaired surrogate");

    private static Literal.Decimal Rescaled(Literal.Decimal value, int scale)
    {
        if (value.Scale <= scale)
            return new Literal.Decimal(value.Unscaled * BigInteger.Pow(10, scale - value.Scale), scale);
        var (quotient, remainder) = BigInteger.DivRem(value.Unscaled, BigInteger.Pow(10, value.Scale - scale));
        return remainder.IsZero ? new Literal.Decimal(quotient, scale) : throw new OverflowException($"it has more than {scale} digits after the point");
    }

    private static Literal.Date Date(DateOnly date) => new(date.DayNumber - DateOnly.FromDateTime(DateTime.UnixEpoch).DayNumber);

    private static long Micros(DateTime time) => (time.Ticks - DateTime.UnixEpoch.Ticks) / TimeSpan.TicksPerMicrosecond;
}
