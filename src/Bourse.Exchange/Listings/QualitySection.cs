using Bourse.Exchange.Listings.Html;
using Bourse.Exchange.Publishing;

namespace Bourse.Exchange.Listings;

/// <summary>
/// The quality report of the newest revision: every rule of the contract and whether it holds. What was measured is measured over rows of every client, so it is
/// shown where the contract has volume shown.
/// </summary>
internal static class QualitySection
{
    internal static Markup Render(ProductListing listing) => listing.Revisions is not [var latest, ..] ? Markup.Empty : Markup.Of($"""
        <h2>Quality of revision {latest.Number}</h2>
        <p>Measured before it was published. A rule that may stop a revision is marked; one that only warns is not.</p>
        <div class="wide"><table>
        <tr>{Headings(listing.Contract.ShowsVolume)}</tr>
        {latest.Quality.Results.Select(result => Row(result, listing.Contract.ShowsVolume))}</table></div>
        """);

    private static Markup Headings(bool measured) => Markup.Of($"""
        <th scope="col">Holds</th><th scope="col">Table</th><th scope="col">Rule</th><th scope="col">What it asks</th><th scope="col" class="number">Expected</th>
        {(measured ? Markup.Of($"""<th scope="col" class="number">Measured</th>""") : Markup.Empty)}<th scope="col">Stops</th>
        """);

    private static Markup Row(RuleResult result, bool measured) => Markup.Of($"""
        <tr><td class="nowrap">{Verdict(result)}</td><td class="id">{result.Table}</td><td class="id">{result.Rule}</td><td>{result.Description}</td>
        <td class="number">{result.Expected}</td>{(measured ? Number(result.Measured) : Markup.Empty)}<td>{(result.Blocking ? "yes" : "no")}</td></tr>

        """);

    private static Markup Number(string text) => Markup.Of($"""<td class="number">{text}</td>""");

    private static Markup Verdict(RuleResult result) => result switch
    {
        { Passed: true } => Markup.Of($"""<span class="good">✓ yes</span>"""),
        { Blocking: true } => Markup.Of($"""<span class="bad">✗ no</span>"""),
        _ => Markup.Of($"""<span class="warn">! no</span>"""),
    };
}
