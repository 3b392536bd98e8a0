using System.Text.RegularExpressions;

namespace Bourse.Cli.Output;

/// <summary>
/// How this program is called where it runs, such as <c>./bourse</c>, as its launcher says. Texts name it <c>bourse</c>; what people read holds the very
/// command they can paste.
/// </summary>
/// <param name="called">A word of a shell, quoted where need be; null or empty for <c>bourse</c>.</param>
internal sealed partial class CommandName(string? called)
{
    /// <summary>The variable by which the launcher says how it was called.</summary>
    public const string Variable = "BOURSE_COMMAND";

    private const string Own = "bourse";
    private readonly string _called = called is { Length: > 0 } ? called : Own;

    /// <summary>A text with each command as it is typed here. A command begins a line or stands after a quote or a colon.</summary>
    public string In(string text) => _called == Own ? text : Command().Replace(text, _ => _called);

    [GeneratedRegex("(?<=^ *|'|: |\\()bourse(?= [a-z-])", RegexOptions.Multiline | RegexOptions.CultureInvariant)]
    private static partial Regex Command();
}
