using System.Globalization;
using System.Text;

namespace Bourse.Contracts;

/// <summary>
/// Characters that show nothing themselves and change how others are read, by Unicode's categories: control (Cc), format (Cf: marks of direction such as U+202E above
/// all), and separators of lines and paragraphs (Zl, Zp). A name must hold none; in a text those of format are shown as their code points.
/// </summary>
public static class InvisibleCharacters
{
    private const int NonJoiner = 0x200C;
    private const int Joiner = 0x200D;

    /// <summary>
    /// What is wrong with a name that holds one, such as <c>holds U+202E, which is not seen and changes how the rest reads; remove it.</c>; null when it holds
    /// none.
    /// </summary>
    public static string? MistakeIn(string name)
    {
        ArgumentNullException.ThrowIfNull(name);
        foreach (var rune in name.EnumerateRunes())
        {
            if (Rune.GetUnicodeCategory(rune) is UnicodeCategory.Control or UnicodeCategory.Format or UnicodeCategory.LineSeparator or UnicodeCategory.ParagraphSeparator)
            {
                return $"holds {CodePoint(rune)}, which is not seen and changes how the rest reads; remove it.";
            }
        }

        return null;
    }

    /// <summary>The text with each format character as its code point, such as <c>[U+202E]</c>; joiners, which scripts and emoji are written with, stay.</summary>
    public static string Shown(string text)
    {
        ArgumentNullException.ThrowIfNull(text);
        if (!text.EnumerateRunes().Any(IsShown))
        {
            return text;
        }

        var shown = new StringBuilder(text.Length);
        foreach (var rune in text.EnumerateRunes())
        {
            shown.Append(IsShown(rune) ? $"[{CodePoint(rune)}]" : rune.ToString());
        }

        return shown.ToString();
    }

    private static bool IsShown(Rune rune) => Rune.GetUnicodeCategory(rune) == UnicodeCategory.Format && rune.Value is not (NonJoiner or Joiner);

    private static string CodePoint(Rune rune) => string.Create(CultureInfo.InvariantCulture, $"U+{rune.Value:X4}");
}
