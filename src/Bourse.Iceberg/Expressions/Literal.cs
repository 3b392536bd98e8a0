using System.Collections.Immutable;
using System.Globalization;
using System.Numerics;
using Bourse.Storage;

namespace Bourse.Iceberg.Expressions;

/// <summary>
/// A non-null value of a primitive type: in expressions, partition tuples and column bounds. Closed. Integers of both widths are one case, and so
/// are floating-point numbers; the column's type says which was meant.
/// </summary>
public abstract record Literal
{
    private Literal() { }

    /// <summary>True or false.</summary>
    public sealed record Boolean(bool Value) : Literal;

    /// <summary>A value of type int or long.</summary>
    public sealed record Integer(long Value) : Literal;

    /// <summary>A value of type float or double.</summary>
    public sealed record Real(double Value) : Literal;

    /// <summary>A fixed-point number, <paramref name="Unscaled"/> × 10^−<paramref name="Scale"/>.</summary>
    public sealed record Decimal(BigInteger Unscaled, int Scale) : Literal
    {
        /// <inheritdoc />
        public override string ToString()
        {
            var digits = BigInteger.Abs(Unscaled).ToString(CultureInfo.InvariantCulture).PadLeft(Scale + 1, '0');
            var point = Scale == 0 ? digits : $"{digits[..^Scale]}.{digits[^Scale..]}";
            return Unscaled.Sign < 0 ? "-" + point : point;
        }
    }

    /// <summary>A date as days since 1970-01-01.</summary>
    public sealed record Date(int Days) : Literal;

    /// <summary>A time of day in microseconds since midnight.</summary>
    public sealed record Time(long Micros) : Literal;

    /// <summary>A date and time without zone, in microseconds since 1970-01-01T00:00:00.</summary>
    public sealed record Timestamp(long Micros) : Literal;

    /// <summary>An instant, in microseconds since 1970-01-01T00:00:00Z.</summary>
    public sealed record TimestampTz(long Micros) : Literal;

    /// <summary>A date and time without zone, in nanoseconds since 1970-01-01T00:00:00.</summary>
    public sealed record TimestampNs(long Nanos) : Literal;

    /// <summary>An instant, in nanoseconds since 1970-01-01T00:00:00Z.</summary>
    public sealed record TimestampTzNs(long Nanos) : Literal;

    /// <summary>A universally unique identifier.</summary>
    public sealed record Uuid(Guid Value) : Literal;

    /// <summary>Text, well-formed Unicode.</summary>
    public sealed record Text : Literal
    {
        /// <summary>Takes well-formed text.</summary>
        /// <exception cref="ArgumentException">The text has an unpaired surrogate, which no UTF-8 can hold.</exception>
        public Text(string value)
        {
            ArgumentNullException.ThrowIfNull(value);
            if (!IsWellFormed(value))
                throw new ArgumentException("The text has an unpaired surrogate.", nameof(value));
            Value = value;
        }

        /// <summary>The text.</summary>
        public string Value { get; }

        /// <summary>Whether every surrogate in the text has its pair.</summary>
        public static bool IsWellFormed(string value)
        {
            ArgumentNullException.ThrowIfNull(value);
            for (var i = 0; i < value.Length; i++)
            {
                if (char.IsHighSurrogate(value[i]) && i + 1 < value.Length && char.IsLowSurrogate(value[i + 1]))
                    i++;
                else if (char.IsSurrogate(value[i]))
                    return false;
            }
            return true;
        }
    }

    /// <summary>Bytes, of type fixed or binary.</summary>
    public sealed record Bytes(ImmutableArray<byte> Value) : Literal
    {
        /// <inheritdoc />
        public bool Equals(Bytes? other) => other is not null && Value.AsSpan().SequenceEqual(other.Value.AsSpan());

        /// <inheritdoc />
        public override int GetHashCode()
        {
            var hash = default(HashCode);
            hash.AddBytes(Value.AsSpan());
            return hash.ToHashCode();
        }
    }

    /// <summary>
    /// Orders two values of one case as the engine does: numbers by value with NaN highest and −0 equal to 0, text by code point, bytes unsigned.
    /// </summary>
    /// <exception cref="ArgumentException">The values are of different cases.</exception>
    public static int Compare(Literal left, Literal right) => (left, right) switch
    {
        (Boolean a, Boolean b) => a.Value.CompareTo(b.Value),
        (Integer a, Integer b) => a.Value.CompareTo(b.Value),
        (Real a, Real b) => CompareReals(a.Value, b.Value),
        (Decimal a, Decimal b) => CompareDecimals(a, b),
        (Date a, Date b) => a.Days.CompareTo(b.Days),
        (Time a, Time b) => a.Micros.CompareTo(b.Micros),
        (Timestamp a, Timestamp b) => a.Micros.CompareTo(b.Micros),
        (TimestampTz a, TimestampTz b) => a.Micros.CompareTo(b.Micros),
        (TimestampNs a, TimestampNs b) => a.Nanos.CompareTo(b.Nanos),
        (TimestampTzNs a, TimestampTzNs b) => a.Nanos.CompareTo(b.Nanos),
        (Uuid a, Uuid b) => a.Value.CompareTo(b.Value),
        (Text a, Text b) => CodePointOrder.Instance.Compare(a.Value, b.Value),
        (Bytes a, Bytes b) => a.Value.AsSpan().SequenceCompareTo(b.Value.AsSpan()),
        _ => throw new ArgumentException($"A {left?.GetType().Name} cannot be compared with a {right?.GetType().Name}."),
    };

    private static int CompareReals(double left, double right) => (double.IsNaN(left), double.IsNaN(right)) switch
    {
        (true, true) => 0,
        (true, false) => 1,
        (false, true) => -1,
        _ => left == right ? 0 : left.CompareTo(right),
    };

    private static int CompareDecimals(Decimal left, Decimal right)
    {
        var scale = Math.Max(left.Scale, right.Scale);
        return Rescaled(left, scale).CompareTo(Rescaled(right, scale));
    }

    private static BigInteger Rescaled(Decimal value, int scale) => value.Unscaled * BigInteger.Pow(10, scale - value.Scale);
}
