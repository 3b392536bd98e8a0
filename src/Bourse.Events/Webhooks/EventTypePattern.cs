using System.Text.RegularExpressions;

namespace Bourse.Events.Webhooks;

/// <summary>Which event types a webhook wants by its own subscription: all, those below a prefix, one, or none because rules choose.</summary>
internal static partial class EventTypePattern
{
    /// <summary>No type: the webhook gets what rules send it.</summary>
    public const string None = "none";

    public static bool IsValid(string pattern) => Syntax().IsMatch(pattern);

    public static bool Matches(string pattern, string type) =>
        pattern == "*" || (pattern.EndsWith(".*", StringComparison.Ordinal) ? type.StartsWith(pattern[..^1], StringComparison.Ordinal) : type == pattern);

    [GeneratedRegex(@"\A(\*|[a-z0-9]+([.\-][a-z0-9]+)*(\.\*)?)\z")]
    private static partial Regex Syntax();
}
