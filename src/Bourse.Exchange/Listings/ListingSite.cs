using System.Text;
using Bourse.Storage.Local;

namespace Bourse.Exchange.Listings;

/// <summary>Writes the listing pages into a folder that any web server may serve: <c>index.html</c> and <c>&lt;product&gt;.html</c>.</summary>
/// <param name="folder">The folder; made when it does not exist.</param>
public sealed class ListingSite(string folder)
{
    /// <summary>Writes every page anew. A reader sees each page as it was or as it is, never half of it.</summary>
    /// <param name="provider">The provider's name.</param>
    /// <param name="listings">All products that are listed.</param>
    /// <param name="cancellation">Stops before the next page.</param>
    public void Write(string provider, IReadOnlyList<ProductListing> listings, CancellationToken cancellation)
    {
        ArgumentNullException.ThrowIfNull(listings);
        foreach (var listing in listings)
        {
            cancellation.ThrowIfCancellationRequested();
            Write($"{listing.Contract.Name}.html", ListingPage.Render(listing));
        }

        Write("index.html", IndexPage.Render(provider, listings));
    }

    private void Write(string name, string page) => WholeFile.Write(Path.Combine(folder, name), Encoding.UTF8.GetBytes(page));
}
