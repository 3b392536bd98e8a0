using System.Runtime.CompilerServices;
using System.Text;

namespace Bourse.Exchange.Listings.Html;

/// <summary>Turns an interpolated string into markup: literals stay, values are escaped. The compiler calls it for <see cref="Markup.Of"/>.</summary>
[InterpolatedStringHandler]
public readonly ref struct MarkupBuilder
{
    private readonly StringBuilder _html;

    /// <summary>Starts a template.</summary>
    public MarkupBuilder(int literalLength, int formattedCount) => _html = new StringBuilder(literalLength + (formattedCount * 16));

    /// <summary>Adds what the source code spells out.</summary>
    public void AppendLiteral(string literal) => _html.Append(literal);

    /// <summary>Adds markup.</summary>
    public void AppendFormatted(Markup markup) => _html.Append(markup.ToString());

    /// <summary>Adds pieces of markup.</summary>
    public void AppendFormatted(IEnumerable<Markup> pieces) => _html.Append(Markup.Concat(pieces).ToString());

    /// <summary>Adds text, escaped.</summary>
    public void AppendFormatted(string? text) => _html.Append(Markup.Text(text));

    /// <summary>Adds a number.</summary>
    public void AppendFormatted(int number) => _html.Append(number);

    internal string ToHtml() => _html.ToString();
}
