using System.Globalization;
using System.Text.RegularExpressions;

namespace Bourse.Cli.Output;

/// <summary>
/// Text for a terminal. Names and keys are chosen by clients: their control characters and those that turn the direction of writing are shown as
/// <c>\u{1b}</c> and change nothing on the screen.
/// </summary>
internal static partial class ControlText
{
    /// <summary>The text with such characters written out; line feeds and tabs stay.</summary>
    public static string Visible(string text) =>
        Control().Replace(text, match => string.Create(CultureInfo.InvariantCulture, $"\\u{{{(int)match.Value[0]:x}}}"));

    [GeneratedRegex(@"[\p{Cc}\u061C\u200E\u200F\u2028-\u202E\u2066-\u2069-[\n\t]]", RegexOptions.CultureInvariant)]
    private static partial Regex Control();
}
