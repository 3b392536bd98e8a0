using System.CommandLine;
using System.Globalization;

namespace Bourse.Cli.Commands;

/// <summary>An instant in UTC on the command line; a date is its first moment.</summary>
internal static class InstantOption
{
    public static Option<DateTimeOffset?> Create(string name, string description) => new(name)
    {
        Description = $"{description}: a date, or an instant in UTC such as 2026-03-31T17:00:00Z",
        HelpName = "TIME",
        CustomParser = result =>
        {
            var text = result.Tokens[0].Value;
            string[] formats = ["yyyy-MM-dd", "yyyy-MM-dd'T'HH:mm:ss'Z'", "yyyy-MM-dd'T'HH:mm:ss.FFFFFF'Z'"];
            if (DateTimeOffset.TryParseExact(text, formats, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal, out var instant))
                return instant;
            result.AddError($"{name}: '{text}' must be a date such as 2026-03-31, or an instant such as 2026-03-31T17:00:00Z.");
            return null;
        },
    };
}
