using System.Text;
using Bourse.Iceberg.Expressions;
using Bourse.Iceberg.Partitioning;

namespace Bourse.Iceberg.Statistics;

/// <summary>
/// Cuts long bounds: a lower bound is cut off, an upper bound is cut and its last code point or byte raised, so that both still hold. An upper bound
/// that cannot be raised is omitted.
/// </summary>
public static class BoundTruncation
{
    /// <summary>Code points or bytes kept.</summary>
    public const int DefaultLength = 16;

    private static readonly Rune LastBeforeSurrogates = new(0xD7FF);
    private static readonly Rune FirstAfterSurrogates = new(0xE000);
    private static readonly Rune Last = new(0x10FFFF);

    /// <summary>A value not above the given one, of at most the given length.</summary>
    public static Literal Lower(Literal value, int length = DefaultLength) => value switch
    {
        Literal.Text v => new Literal.Text(TransformFunctions.Prefix(v.Value, length)),
        Literal.Bytes v when v.Value.Length > length => new Literal.Bytes(v.Value[..length]),
        _ => value,
    };

    /// <summary>A value not below the given one, of at most the given length; null when there is none.</summary>
    public static Literal? Upper(Literal value, int length = DefaultLength) => value switch
    {
        Literal.Text v => TransformFunctions.Prefix(v.Value, length) is var prefix && prefix.Length < v.Value.Length ? Raise(prefix) : v,
        Literal.Bytes v when v.Value.Length > length => Raise(v.Value.AsSpan(0, length)),
        _ => value,
    };

    private static Literal.Text? Raise(string prefix)
    {
        var runes = prefix.EnumerateRunes().ToArray();
        for (var i = runes.Length - 1; i >= 0; i--)
        {
            if (runes[i] == Last)
                continue;
            runes[i] = runes[i] == LastBeforeSurrogates ? FirstAfterSurrogates : new Rune(runes[i].Value + 1);
            return new Literal.Text(string.Concat(runes.Take(i + 1)));
        }
        return null;
    }

    private static Literal.Bytes? Raise(ReadOnlySpan<byte> prefix)
    {
        for (var i = prefix.Length - 1; i >= 0; i--)
        {
            if (prefix[i] != byte.MaxValue)
                return new Literal.Bytes([.. prefix[..i], (byte)(prefix[i] + 1)]);
        }
        return null;
    }
}
