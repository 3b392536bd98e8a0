namespace Bourse.Access.Identity;

/// <summary>One statement of a session's policy.</summary>
/// <param name="IsAllow">Whether it allows; else it denies.</param>
/// <param name="Actions">Actions, in which <c>*</c> stands for any characters and <c>?</c> for one; in any case.</param>
/// <param name="Resources">ARNs, with the same two signs.</param>
/// <param name="HasCondition">Whether it has conditions, none of which is known.</param>
public sealed record PolicyStatement(bool IsAllow, IReadOnlyList<string> Actions, IReadOnlyList<string> Resources, bool HasCondition)
{
    internal bool Names(string action, string resource) =>
        Actions.Any(pattern => NamesAction(pattern, action)) && Resources.Any(pattern => Matches(pattern, resource));

    /// <summary>Whether a pattern of actions names one.</summary>
    internal static bool NamesAction(string pattern, string action) => Matches(pattern.ToUpperInvariant(), action.ToUpperInvariant());

    // One place to go back to is enough: what a later star can match, an earlier one need not.
    private static bool Matches(string pattern, string text)
    {
        var (at, star, mark) = (0, -1, 0);
        for (var i = 0; i < text.Length;)
        {
            if (at < pattern.Length && (pattern[at] == '?' || (pattern[at] == text[i] && pattern[at] != '*')))
            {
                at++;
                i++;
            }
            else if (at < pattern.Length && pattern[at] == '*')
            {
                star = at++;
                mark = i;
            }
            else if (star >= 0)
            {
                at = star + 1;
                i = ++mark;
            }
            else
            {
                return false;
            }
        }
        return pattern.AsSpan(at).TrimStart('*').IsEmpty;
    }
}
