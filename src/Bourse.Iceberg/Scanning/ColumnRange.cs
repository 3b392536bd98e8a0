using Bourse.Iceberg.Expressions;

namespace Bourse.Iceberg.Scanning;

/// <summary>What the values of a column in some files may be. Conservative: what is not known is possible.</summary>
/// <param name="Lower">No value but null and NaN is below it; null for no limit.</param>
/// <param name="Upper">No value but null and NaN is above it; null for no limit.</param>
/// <param name="MayBeNull">Whether some value may be null.</param>
/// <param name="MayBeValue">Whether some value may be neither null nor NaN.</param>
/// <param name="MayBeNan">Whether some value may be NaN.</param>
internal sealed record ColumnRange(Literal? Lower, Literal? Upper, bool MayBeNull, bool MayBeValue, bool MayBeNan)
{
    /// <summary>Anything.</summary>
    public static ColumnRange Unknown { get; } = new(null, null, true, true, true);

    /// <summary>Null in every row.</summary>
    public static ColumnRange AllNull { get; } = new(null, null, true, false, false);

    /// <summary>What both say.</summary>
    public ColumnRange And(ColumnRange other) => ReferenceEquals(this, Unknown) ? other : new(
        Tighter(Lower, other.Lower, 1),
        Tighter(Upper, other.Upper, -1),
        MayBeNull && other.MayBeNull,
        MayBeValue && other.MayBeValue,
        MayBeNan && other.MayBeNan);

    private static Literal? Tighter(Literal? left, Literal? right, int sign) => (left, right) switch
    {
        (null, _) => right,
        (_, null) => left,
        _ => Literal.Compare(left, right) * sign >= 0 ? left : right,
    };
}
