using Bourse.Exchange.Products;
using Bourse.Exchange.Publishing;
using Bourse.Query.Provider;

namespace Bourse.Exchange.Listings;

/// <summary>Makes the listing pages of every product anew from what is published. Doing it again gives the same pages.</summary>
public sealed class ListingDesk(ListingSite site, ProductStore products, TablePinner pinner, string provider, ClientEndpoints endpoints)
{
    /// <summary>Writes the pages of all products.</summary>
    public async Task RefreshAsync(CancellationToken cancellation)
    {
        var listings = new List<ProductListing>();
        foreach (var product in await products.ListAsync(cancellation))
        {
            var revisions = await products.ListRevisionsAsync(product.Name, cancellation: cancellation);
            listings.Add(new ProductListing
            {
                Contract = product.Contract,
                Provider = provider,
                Revisions = revisions,
                Samples = revisions.Count == 0 ? [] : await SamplesAsync(revisions[0], cancellation),
                Endpoints = endpoints,
            });
        }

        site.Write(provider, listings, cancellation);
    }

    private async Task<IReadOnlyList<TableSample>> SamplesAsync(Revision revision, CancellationToken cancellation)
    {
        var samples = new List<TableSample>();
        foreach (var (name, pinned) in await pinner.PinnedByAsync(revision, cancellation))
        {
            var rows = await PinnedRows.SampleAsync(pinned.Table, pinned.Snapshot, TableSample.RowsMax, cancellation);
            samples.Add(new TableSample(name, [.. rows.Columns.Select(column => column.Name)], rows.Rows));
        }

        return samples;
    }
}
