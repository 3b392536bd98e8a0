using System.Globalization;
using System.Text;

namespace Bourse.Contracts.Tests;

public sealed class InvisibleCharactersTests
{
    [Fact]
    public void A_name_with_any_character_that_is_not_seen_is_refused_by_its_code_point()
    {
        foreach (var rune in AllOf(UnicodeCategory.Control, UnicodeCategory.Format, UnicodeCategory.LineSeparator, UnicodeCategory.ParagraphSeparator))
        {
            Assert.Equal($"holds U+{rune.Value:X4}, which is not seen and changes how the rest reads; remove it.", InvisibleCharacters.MistakeIn($"fund{rune}_id"));
        }

        Assert.All(new[] { "", "fund_id", "Straße Łódź", "基金", "صندوق", "𝔣 💶" }, name => Assert.Null(InvisibleCharacters.MistakeIn(name)));
    }

    [Fact]
    public void A_text_shows_format_characters_as_code_points_and_keeps_the_rest()
    {
        foreach (var rune in AllOf(UnicodeCategory.Format).Where(rune => rune.Value is not (0x200C or 0x200D)))
        {
            Assert.Equal($"a[U+{rune.Value:X4}]b", InvisibleCharacters.Shown($"a{rune}b"));
        }

        Assert.All(new[] { "", "Plain,\r\n\ttwo lines.", "می\u200Cخواهم", "👩\u200D💻" }, text => Assert.Equal(text, InvisibleCharacters.Shown(text)));
    }

    private static IEnumerable<Rune> AllOf(params UnicodeCategory[] categories) =>
        Enumerable.Range(0, 0x110000).Where(Rune.IsValid).Select(value => new Rune(value)).Where(rune => categories.Contains(Rune.GetUnicodeCategory(rune)));
}
