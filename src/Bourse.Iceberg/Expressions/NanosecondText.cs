using System.Globalization;

namespace Bourse.Iceberg.Expressions;

/// <summary>Nanoseconds since 1970 as ISO 8601, of which the framework's times hold seven digits of a second: <c>2024-05-31T16:00:00.123456789</c>.</summary>
internal static class NanosecondText
{
    private const int DigitsMax = 9;
    private const long NanosPerSecond = 1_000_000_000;

    /// <summary>As many digits of a second as there are.</summary>
    public static string Write(long nanos)
    {
        var (second, rest) = Math.DivRem(nanos, NanosPerSecond);
        if (rest < 0)
            (second, rest) = (second - 1, rest + NanosPerSecond);
        var whole = DateTime.UnixEpoch.AddTicks(second * TimeSpan.TicksPerSecond).ToString("yyyy-MM-ddTHH:mm:ss", CultureInfo.InvariantCulture);
        return rest == 0 ? whole : $"{whole}.{rest.ToString("D9", CultureInfo.InvariantCulture).TrimEnd('0')}";
    }

    /// <summary>Reads ISO 8601, with an offset or as UTC.</summary>
    /// <exception cref="FormatException">It is no such text.</exception>
    /// <exception cref="OverflowException">It has more than nine digits of a second, or is outside the years 1677 to 2262.</exception>
    public static long Parse(string text)
    {
        var point = text.IndexOf('.', StringComparison.Ordinal);
        var digits = point < 0 ? "" : new string([.. text.Skip(point + 1).TakeWhile(char.IsAsciiDigit)]);
        if (digits.Length > DigitsMax)
            throw new OverflowException($"it has more than {DigitsMax} digits of a second");
        if (point >= 0 && digits.Length == 0)
            throw new FormatException("it has a point without digits of a second");
        var whole = point < 0 ? text : text.Remove(point, digits.Length + 1);
        var seconds = DateTimeOffset.Parse(whole, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal).ToUnixTimeSeconds();
        var rest = digits.Length == 0 ? 0 : long.Parse(digits.PadRight(DigitsMax, '0'), NumberStyles.None, CultureInfo.InvariantCulture);
        var nanos = ((Int128)seconds * NanosPerSecond) + rest;
        return nanos >= long.MinValue && nanos <= long.MaxValue ? (long)nanos : throw new OverflowException("it is outside the years 1677 to 2262");
    }
}
