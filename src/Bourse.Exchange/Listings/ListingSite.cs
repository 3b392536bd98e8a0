using System.Text;

namespace Bourse.Exchange.Listings;

/// <summary>Writes the listing pages into a folder that any web server may serve: <c>index.html</c> and <c>&lt;product&gt;.html</c>.</summary>
/// <param name="folder">The folder; made when it does not exist.</param>
public sealed class ListingSite(string folder)
{
    private static readonly UTF8Encoding Utf8 = new(encoderShouldEmitUTF8Identifier: false);

    /// <summary>Writes every page anew. A reader sees each page as it was or as it is, never half of it.</summary>
    /// <param name="provider">The provider's name.</param>
    /// <param name="listings">All products that are listed.</param>
    /// <param name="cancellation">Stops before the next page.</param>
    public async Task WriteAsync(string provider, IReadOnlyList<ProductListing> listings, CancellationToken cancellation)
    {
        ArgumentNullException.ThrowIfNull(listings);
        Directory.CreateDirectory(folder);
        foreach (var listing in listings)
        {
            await WriteAsync($"{listing.Contract.Name}.html", ListingPage.Render(listing), cancellation);
        }

        await WriteAsync("index.html", IndexPage.Render(provider, listings), cancellation);
    }

    private async Task WriteAsync(string name, string page, CancellationToken cancellation)
    {
        // Same folder, so that the move is within one file system and therefore atomic.
        var unfinished = Path.Combine(folder, $".{name}.new");
        await File.WriteAllTextAsync(unfinished, page, Utf8, cancellation);
        File.Move(unfinished, Path.Combine(folder, name), overwrite: true);
    }
}
