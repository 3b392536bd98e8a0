using System.Net;
using Bourse.Exchange.Listings.Html;
using FsCheck;
using FsCheck.Fluent;

namespace Bourse.Exchange.Tests.Listings;

public sealed class MarkupTests
{
    [Fact]
    public void Values_are_text_and_literals_are_markup()
    {
        var inner = Markup.Of($"<b>{"<i>"}</b>");
        Assert.Equal("""<p title="&quot;&amp;&#39;">1 <b>&lt;i&gt;</b></p>""", Markup.Of($"""<p title="{"\"&'"}">{1} {inner}</p>""").ToString());
    }

    [Fact]
    public void Any_text_comes_back_as_it_went_in_and_opens_no_tag() => Check.One(
        Config.QuickThrowOnFailure.WithMaxTest(Rounds.Of(500)),
        Prop.ForAll(ArbMap.Default.ArbFor<string>(), (string text) =>
        {
            var html = Markup.Of($"{text}").ToString();
            return html.IndexOfAny(['<', '>', '"', '\'']) < 0 && WebUtility.HtmlDecode(html) == (text ?? "");
        }));
}
