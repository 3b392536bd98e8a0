using System.Collections;
using System.Globalization;
using Bourse.DuckDb;

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
        DuckDbTimestampNs time => NanosecondTime(time),
        byte[] bytes => Convert.ToHexStringLower(bytes),
        IFormattable number => number.ToString(null, CultureInfo.InvariantCulture),
        IEnumerable list => "[" + string.Join(", ", list.Cast<object?>().Select(Of)) + "]",
        _ => value.ToString() ?? "",
    };

    /// <summary>An instant in a list: to the second for people, and with six digits after the point for programs, so that texts sort as times do.</summary>
    public static string? ListTime(DateTimeOffset? time, OutputFormat format) =>
        time?.UtcDateTime.ToString(format == OutputFormat.Table ? "yyyy-MM-dd'T'HH:mm:ss'Z'" : "yyyy-MM-dd'T'HH:mm:ss.ffffff'Z'", CultureInfo.InvariantCulture);

    // With as many digits of a second as there are, like the others.
    private static string NanosecondTime(DuckDbTimestampNs time)
    {
        var text = time.ToString().Replace(' ', 'T');
        return text.TrimEnd('0').TrimEnd('.') is var cut && cut.Length >= "yyyy-MM-ddTHH:mm:ss".Length ? cut : text[.."yyyy-MM-ddTHH:mm:ss".Length];
    }

    public static bool IsNumber(object? value) =>
        value is sbyte or short or int or long or byte or ushort or uint or ulong or Int128 or float or double or decimal;
}
