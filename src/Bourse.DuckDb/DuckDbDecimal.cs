using System.Globalization;
using System.Numerics;

namespace Bourse.DuckDb;

/// <summary>A DECIMAL of any width: <see cref="Unscaled"/> × 10^-<see cref="Scale"/>. Two are equal when both parts are.</summary>
/// <param name="Unscaled">All digits, at most 38.</param>
/// <param name="Scale">Digits after the point, 0 to 38.</param>
public readonly record struct DuckDbDecimal(Int128 Unscaled, byte Scale)
{
    private const int ScaleMaxOfClr = 28;
    private static readonly Int128 MantissaMaxOfClr = (Int128.One << 96) - 1;

    /// <summary>The same value with the same scale.</summary>
    public static DuckDbDecimal From(decimal value)
    {
        Span<int> parts = stackalloc int[4];
        decimal.GetBits(value, parts);
        var magnitude = (Int128)new UInt128((uint)parts[2], ((ulong)(uint)parts[1] << 32) | (uint)parts[0]);
        return new DuckDbDecimal(value < 0 ? -magnitude : magnitude, value.Scale);
    }

    /// <summary>The value as a decimal, scale kept; false when it needs more than 96 bits or 28 digits after the point.</summary>
    public bool TryToDecimal(out decimal value)
    {
        var magnitude = Int128.Abs(Unscaled);
        if (magnitude > MantissaMaxOfClr || Scale > ScaleMaxOfClr)
        {
            value = 0;
            return false;
        }
        var (low, middle, high) = ((uint)(magnitude & uint.MaxValue), (uint)((magnitude >> 32) & uint.MaxValue), (uint)(magnitude >> 64));
        value = new decimal((int)low, (int)middle, (int)high, Unscaled < 0, Scale);
        return true;
    }

    /// <summary>Plain digits with the scale's zeros, such as <c>-0.50</c>; never an exponent.</summary>
    public override string ToString()
    {
        var digits = BigInteger.Abs(Unscaled).ToString(CultureInfo.InvariantCulture).PadLeft(Scale + 1, '0');
        var sign = Unscaled < 0 ? "-" : "";
        return Scale == 0 ? sign + digits : $"{sign}{digits[..^Scale]}.{digits[^Scale..]}";
    }

    /// <summary>Digits the type needs, 1 to 38, at least the scale.</summary>
    internal byte Width()
    {
        var digits = BigInteger.Abs(Unscaled).ToString(CultureInfo.InvariantCulture).Length;
        return (byte)Math.Max(digits, (int)Scale);
    }

    internal object Simplest() => TryToDecimal(out var value) ? value : this;
}
