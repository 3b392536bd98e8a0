using System.Net;
using Bourse.Contracts;

namespace Bourse.Exchange.Listings.Html;

/// <summary>
/// HTML that is safe to send. What the source code spells out is markup; every value put into it is text and escaped, for element content and
/// double-quoted attributes alike. Outside this project there is no way to make one from a plain string without escaping.
/// </summary>
public readonly record struct Markup
{
    private readonly string? _html;

    private Markup(string html) => _html = html;

    /// <summary>No markup.</summary>
    public static Markup Empty => default;

    /// <summary>Markup with escaped values: <c>Markup.Of($"&lt;td&gt;{name}&lt;/td&gt;")</c>. A value that is markup already is put in as it is.</summary>
    public static Markup Of(MarkupBuilder template) => new(template.ToHtml());

    /// <summary>Plain text; what would turn the direction of what follows is shown as its code point.</summary>
    public static Markup Text(string? text) => new(WebUtility.HtmlEncode(InvisibleCharacters.Shown(text ?? "")));

    /// <summary>A constant of this project that is markup or style already; never a value.</summary>
    internal static Markup Trusted(string constant) => new(constant);

    /// <summary>One piece after another.</summary>
    public static Markup Concat(IEnumerable<Markup> pieces) => new(string.Concat(pieces.Select(piece => piece.ToString())));

    /// <summary>The HTML.</summary>
    public override string ToString() => _html ?? "";
}
