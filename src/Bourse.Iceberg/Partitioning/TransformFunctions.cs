using System.Buffers.Binary;
using System.Diagnostics;
using System.Text;
using Bourse.Iceberg.Expressions;

namespace Bourse.Iceberg.Partitioning;

/// <summary>Computes partition values (Iceberg specification, "Partition Transforms" and appendix B). All of them floor, also before 1970.</summary>
public static class TransformFunctions
{
    private const long MicrosPerHour = 3_600_000_000;
    private const long MicrosPerDay = 24 * MicrosPerHour;
    private const long NanosPerMicro = 1000;
    private const long NanosPerHour = NanosPerMicro * MicrosPerHour;

    /// <summary>The partition value of a column's value; null for null.</summary>
    /// <exception cref="ArgumentException">The transform does not apply to such a value.</exception>
    public static Literal? Apply(this Transform transform, Literal? value) => (transform, value) switch
    {
        (Transform.Void, _) or (_, null) => null,
        (Transform.Identity, _) => value,
        (Transform.Bucket t, _) => new Literal.Integer((HashOf(value) & int.MaxValue) % t.Count),
        (Transform.Truncate t, _) => Truncate(value, t.Width),
        (Transform.Year, _) => new Literal.Integer(CivilDate.OfDays(DaysOf(value)).Year - 1970),
        (Transform.Month, _) => new Literal.Integer(MonthsOf(DaysOf(value))),
        (Transform.Day, _) => new Literal.Date(checked((int)DaysOf(value))),
        (Transform.Hour, Literal.Timestamp v) => new Literal.Integer(FloorDivide(v.Micros, MicrosPerHour)),
        (Transform.Hour, Literal.TimestampTz v) => new Literal.Integer(FloorDivide(v.Micros, MicrosPerHour)),
        (Transform.Hour, Literal.TimestampNs v) => new Literal.Integer(FloorDivide(v.Nanos, NanosPerHour)),
        (Transform.Hour, Literal.TimestampTzNs v) => new Literal.Integer(FloorDivide(v.Nanos, NanosPerHour)),
        (Transform.Hour, _) => throw Unfit(transform, value),
        _ => throw new UnreachableException(),
    };

    /// <summary>The 32-bit hash that buckets are made of.</summary>
    /// <exception cref="ArgumentException">Values of this type are not hashed.</exception>
    public static int HashOf(Literal value) => value switch
    {
        Literal.Integer v => HashOf(v.Value),
        Literal.Date v => HashOf(v.Days),
        Literal.Time v => HashOf(v.Micros),
        Literal.Timestamp v => HashOf(v.Micros),
        Literal.TimestampTz v => HashOf(v.Micros),
        // Of microseconds, so that a column made finer keeps its buckets.
        Literal.TimestampNs v => HashOf(FloorDivide(v.Nanos, NanosPerMicro)),
        Literal.TimestampTzNs v => HashOf(FloorDivide(v.Nanos, NanosPerMicro)),
        Literal.Decimal v => Murmur3.Hash(v.Unscaled.ToByteArray(isBigEndian: true)),
        Literal.Text v => Murmur3.Hash(Encoding.UTF8.GetBytes(v.Value)),
        Literal.Uuid v => Murmur3.Hash(v.Value.ToByteArray(bigEndian: true)),
        Literal.Bytes v => Murmur3.Hash(v.Value.AsSpan()),
        _ => throw Unfit(new Transform.Bucket(1), value),
    };

    private static int HashOf(long value)
    {
        Span<byte> bytes = stackalloc byte[8];
        BinaryPrimitives.WriteInt64LittleEndian(bytes, value);
        return Murmur3.Hash(bytes);
    }

    private static Literal Truncate(Literal value, int width) => value switch
    {
        Literal.Integer v => new Literal.Integer(v.Value - FloorRemainder(v.Value, width)),
        Literal.Decimal v => v with { Unscaled = v.Unscaled - ((((v.Unscaled % width) + width) % width)) },
        Literal.Text v => new Literal.Text(Prefix(v.Value, width)),
        Literal.Bytes v => new Literal.Bytes(v.Value.Length <= width ? v.Value : v.Value[..width]),
        _ => throw Unfit(new Transform.Truncate(width), value),
    };

    /// <summary>The first code points of a text.</summary>
    internal static string Prefix(string text, int codePoints)
    {
        var end = 0;
        for (; codePoints > 0 && end < text.Length; codePoints--)
            end += char.IsHighSurrogate(text[end]) && end + 1 < text.Length ? 2 : 1;
        return text[..end];
    }

    private static long DaysOf(Literal value) => value switch
    {
        Literal.Date v => v.Days,
        Literal.Timestamp v => FloorDivide(v.Micros, MicrosPerDay),
        Literal.TimestampTz v => FloorDivide(v.Micros, MicrosPerDay),
        Literal.TimestampNs v => FloorDivide(v.Nanos, 24 * NanosPerHour),
        Literal.TimestampTzNs v => FloorDivide(v.Nanos, 24 * NanosPerHour),
        _ => throw Unfit(new Transform.Day(), value),
    };

    private static long MonthsOf(long days)
    {
        var date = CivilDate.OfDays(days);
        return ((date.Year - 1970) * 12) + date.Month - 1;
    }

    private static long FloorDivide(long value, long divisor) => (value / divisor) - (value % divisor < 0 ? 1 : 0);

    private static long FloorRemainder(long value, long divisor) => ((value % divisor) + divisor) % divisor;

    private static ArgumentException Unfit(Transform transform, Literal value) => new($"The transform {transform} does not apply to {value}.");
}
