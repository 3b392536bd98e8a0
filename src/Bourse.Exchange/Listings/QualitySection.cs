using Bourse.Exchange.Listings.Html;
using Bourse.Exchange.Publishing;

namespace Bourse.Exchange.Listings;

/// <summary>The quality report of the newest revision: every rule of the contract and what was measured.</summary>
internal static class QualitySection
{
    internal static Markup Render(ProductListing listing) => listing.Revisions is not [var latest, ..] ? Markup.Empty : Markup.Of($"""
        <h2>Quality of revision {latest.Number}</h2>
        <p>Measured before it was published. A rule that may stop a revision is marked; one that only warns is not.</p>
        <div class="wide"><table>
        <tr><th scope="col">Holds</th><th scope="col">Table</th><th scope="col">Rule</th><th scope="col">What it asks</th><th scope="col" class="number">Expected</th><th scope="col" class="number">Measured</th><th scope="col">Stops</th></tr>
        {latest.Quality.Results.Select(Row)}</table></div>
        """);

    private static Markup Row(RuleResult result) => Markup.Of($"""
        <tr><td class="nowrap">{Verdict(result)}</td><td class="id">{result.Table}</td><td class="id">{result.Rule}</td><td>{result.Description}</td><td class="number">{result.Expected}</td><td class="number">{result.Measured}</td><td>{(result.Blocking ? "yes" : "no")}</td></tr>

        """);

    private static Markup Verdict(RuleResult result) => result switch
    {
        { Passed: true } => Markup.Of($"""<span class="good">✓ yes</span>"""),
        { Blocking: true } => Markup.Of($"""<span class="bad">✗ no</span>"""),
        _ => Markup.Of($"""<span class="warn">! no</span>"""),
    };
}
