using Bourse.Exchange.Listings.Html;
using Bourse.Exchange.Publishing;

namespace Bourse.Exchange.Listings;

/// <summary>The page of all products of a provider.</summary>
public static class IndexPage
{
    /// <summary>Renders the page.</summary>
    /// <param name="provider">The provider's name.</param>
    /// <param name="listings">The products, in the order they are shown.</param>
    public static string Render(string provider, IReadOnlyList<ProductListing> listings) => PageFrame.Render(
        $"Data products of {provider}", Markup.Of($"""
        <header>
        <h1>Data products of {provider}</h1>
        <p class="lead">Query live, in place, with the tool you have.</p>
        </header>
        <main>
        {(listings.Count == 0 ? Markup.Of($"<p>Nothing is listed yet.</p>") : Markup.Of($"""<ul class="cards">{listings.Select(Card)}</ul>"""))}
        </main>
        """));

    private static Markup Card(ProductListing listing) => Markup.Of($"""
        <li><h2><a href="{listing.Contract.Name.Value}.html">{listing.Contract.Title}</a></h2>
        <span class="badge id">{listing.Contract.Name.Value}</span>
        <p>{listing.Contract.Purpose}</p>
        <p class="quiet">{Latest(listing)}</p></li>

        """);

    private static string Latest(ProductListing listing) => listing.Revisions is [var latest, ..]
        ? $"Revision {CellText.Count(latest.Number)} of {CellText.Instant(latest.PublishedAt)}{Rows(listing, latest)}"
        : "Not published yet";

    private static string Rows(ProductListing listing, Revision latest) => listing.Contract.ShowsVolume ? $", {CellText.Count(latest.RowCount)} rows" : "";
}
