using System.Globalization;

namespace Bourse.Exchange.Listings;

/// <summary>Values as people read them: separators, a true minus, an em dash for nothing, ISO dates in UTC.</summary>
internal static class CellText
{
    internal const string Nothing = "—";
    private const string Minus = "−";
    private static readonly string[] SizeUnits = ["B", "kB", "MB", "GB", "TB"];

    internal static bool IsNumber(object? value) =>
        value is decimal or double or float or sbyte or byte or short or ushort or int or uint or long or ulong or Int128;

    internal static string Of(object? value) => value switch
    {
        null => Nothing,
        string text => text,
        bool flag => flag ? "yes" : "no",
        DateOnly date => date.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture),
        DateTimeOffset instant => Instant(instant),
        DateTime time => time.ToString("yyyy-MM-dd HH:mm:ss", CultureInfo.InvariantCulture),
        decimal number => Minuses(number.ToString("#,0.############################", CultureInfo.InvariantCulture)),
        double number => Minuses(number.ToString(Math.Abs(number) < 1e15 ? "#,0.########" : "R", CultureInfo.InvariantCulture)),
        float number => Minuses(number.ToString("#,0.######", CultureInfo.InvariantCulture)),
        IFormattable whole when IsNumber(whole) => Minuses(whole.ToString("#,0", CultureInfo.InvariantCulture)),
        IFormattable other => other.ToString(null, CultureInfo.InvariantCulture),
        _ => value.ToString() ?? Nothing,
    };

    internal static string Count(long number) => Minuses(number.ToString("#,0", CultureInfo.InvariantCulture));

    internal static string Instant(DateTimeOffset instant) => instant.UtcDateTime.ToString("yyyy-MM-dd HH:mm 'UTC'", CultureInfo.InvariantCulture);

    internal static string Size(long bytes)
    {
        var (value, unit) = ((double)bytes, 0);
        while (value >= 1000 && unit < SizeUnits.Length - 1)
        {
            (value, unit) = (value / 1000, unit + 1);
        }

        return $"{value.ToString(unit == 0 ? "0" : "0.0", CultureInfo.InvariantCulture)} {SizeUnits[unit]}";
    }

    internal static string Minuses(string number) => number.Replace("-", Minus, StringComparison.Ordinal);
}
