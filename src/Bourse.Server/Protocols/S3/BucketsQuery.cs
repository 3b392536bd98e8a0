using System.Globalization;
using Bourse.Server.Http;

namespace Bourse.Server.Protocols.S3;

/// <summary>The parameters of <c>ListBuckets</c>.</summary>
internal sealed record BucketsQuery
{
    private const int BucketsMax = 10_000;

    /// <summary>Whether any parameter was sent: S3 then says each bucket's region.</summary>
    public required bool Asked { get; init; }

    /// <summary><c>prefix</c>, empty for all.</summary>
    public required string Prefix { get; init; }

    /// <summary><c>bucket-region</c>; null for any.</summary>
    public required string? Region { get; init; }

    /// <summary><c>max-buckets</c>, 1 to 10,000.</summary>
    public required int PageSize { get; init; }

    /// <summary>The name the page comes after; null for the first page.</summary>
    public required string? After { get; init; }

    /// <summary>Parses the parameters; the error names the one that is wrong.</summary>
    public static (BucketsQuery? Query, S3Error? Error) Parse(Parameters query)
    {
        var pageSize = BucketsMax;
        if (query["max-buckets"] is { } text
            && (!int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out pageSize) || pageSize is < 1 or > BucketsMax))
        {
            return (null, S3Error.InvalidArgument("max-buckets", text, "Argument max-buckets must be an integer between 1 and 10000"));
        }
        var prefix = query["prefix"] ?? "";
        string? after = null;
        if (query["continuation-token"] is { Length: > 0 } token && (after = ContinuationToken.Read(prefix, null, token)) is null)
            return (null, ContinuationToken.Refused(token));
        return (new BucketsQuery
        {
            Asked = query.All.Any(p => p.Key != "x-id"),
            Prefix = prefix,
            Region = query["bucket-region"],
            PageSize = pageSize,
            After = after,
        }, null);
    }

    /// <summary>Cuts the page out of the caller's products.</summary>
    /// <param name="products">Their names in ordinal order.</param>
    /// <param name="region">The region all of them are in.</param>
    public BucketsPage Page(IEnumerable<string> products, string region)
    {
        var matching = products.Where(name => (Region is null || Region == region)
            && name.StartsWith(Prefix, StringComparison.Ordinal) && string.CompareOrdinal(name, After) > 0);
        var page = matching.Take(PageSize + 1).ToList();
        if (page.Count <= PageSize)
            return new BucketsPage(page, null);
        page.RemoveAt(PageSize);
        return new BucketsPage(page, ContinuationToken.Write(Prefix, null, page[^1]));
    }
}
