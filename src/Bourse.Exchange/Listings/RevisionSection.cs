using Bourse.Exchange.Listings.Html;
using Bourse.Exchange.Publishing;

namespace Bourse.Exchange.Listings;

/// <summary>The newest revisions; rows and sizes only where the contract has volume shown.</summary>
internal static class RevisionSection
{
    private const int RevisionsMax = 20;

    internal static Markup Render(ProductListing listing) => listing.Revisions.Count == 0 ? Markup.Empty : Markup.Of($"""
        <h2>Revisions</h2>
        <p>A revision never changes; a reader of one keeps it while the next is published.</p>
        <div class="wide"><table>
        <tr><th scope="col" class="number">Revision</th><th scope="col">Published</th>{Volume(listing, Headings)}
        <th scope="col">What is new</th></tr>
        {listing.Revisions.Take(RevisionsMax).Select(revision => Row(listing, revision))}</table></div>
        """);

    private static Markup Headings => Markup.Of($"""<th scope="col" class="number">Rows</th><th scope="col" class="number">Size</th>""");

    private static Markup Row(ProductListing listing, Revision revision)
    {
        var cells = Markup.Of($"""<td class="number">{CellText.Count(revision.RowCount)}</td><td class="number">{CellText.Size(revision.SizeBytes)}</td>""");
        return Markup.Of($"""
            <tr><td class="number">{revision.Number}</td><td class="nowrap">{CellText.Instant(revision.PublishedAt)}</td>{Volume(listing, cells)}
            <td>{(revision.Revocation is { } revoked ? $"Revoked: {revoked.Reason}" : revision.Comment)}</td></tr>

            """);
    }

    private static Markup Volume(ProductListing listing, Markup shown) => listing.Contract.ShowsVolume ? shown : Markup.Empty;
}
