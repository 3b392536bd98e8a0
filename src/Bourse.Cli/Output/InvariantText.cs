using System.Collections;
using System.Globalization;

namespace Bourse.Cli.Output;

/// <summary>A value as text, the same in every culture: ISO dates, a point for decimals, UTC.</summary>
internal static class InvariantText
{
    public static string Of(object? value) => value switch
    {
        null => "",
        string text => text,
        bool flag => flag ? "true" : "false",
        DateOnly date => date.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture),
        DateTime time => time.ToString("yyyy-MM-dd'T'HH:mm:ss.FFFFFF", CultureInfo.InvariantCulture),
        DateTimeOffset time => time.UtcDateTime.ToString("yyyy-MM-dd'T'HH:mm:ss.FFFFFF'Z'", CultureInfo.InvariantCulture),
        byte[] bytes => Convert.ToHexStringLower(bytes),
        IFormattable number => number.ToString(null, CultureInfo.InvariantCulture),
        IEnumerable list => "[" + string.Join(", ", list.Cast<object?>().Select(Of)) + "]",
        _ => value.ToString() ?? "",
    };

    /// <summary>An instant in a list: to the second for people, and with six digits after the point for programs, so that texts sort as times do.</summary>
    public static string? ListTime(DateTimeOffset? time, OutputFormat format) =>
        time?.UtcDateTime.ToString(format == OutputFormat.Table ? "yyyy-MM-dd'T'HH:mm:ss'Z'" : "yyyy-MM-dd'T'HH:mm:ss.ffffff'Z'", CultureInfo.InvariantCulture);

    public static bool IsNumber(object? value) =>
        value is sbyte or short or int or long or byte or ushort or uint or ulong or Int128 or float or double or decimal;
}
