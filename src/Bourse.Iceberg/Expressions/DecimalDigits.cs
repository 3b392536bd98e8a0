using System.Numerics;

namespace Bourse.Iceberg.Expressions;

/// <summary>Counts decimal digits.</summary>
internal static class DecimalDigits
{
    /// <summary>Digits of the magnitude without leading zeros; 1 for zero.</summary>
    public static int Count(BigInteger unscaled)
    {
        var magnitude = BigInteger.Abs(unscaled);
        var digits = 1;
        for (var limit = new BigInteger(10); magnitude >= limit; limit *= 10)
            digits++;
        return digits;
    }
}
