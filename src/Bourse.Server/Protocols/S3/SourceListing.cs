using Bourse.Catalog.Objects;

namespace Bourse.Server.Protocols.S3;

/// <summary>Cuts a page of a provider's bucket out of its objects, in the order of their keys' bytes. What a rolled-up prefix stands for is not read.</summary>
internal static class SourceListing
{
    /// <summary>No key has it, and it comes after all characters that keys have.</summary>
    public const string LastCharacter = "\U0010FFFF";

    /// <summary>Cuts a page.</summary>
    public static async Task<ListedPage> PageAsync(SourceObjects objects, ListingQuery query, CancellationToken cancellation)
    {
        var (found, prefixes) = (new List<ListedObject>(), new List<string>());
        var from = Start(query);
        string? last = null;
        if (query.MaxKeys == 0)
            return new ListedPage(found, prefixes, null);
        while (from is not null)
        {
            var after = from;
            from = null;
            await foreach (var item in objects.ListAsync(query.Prefix, after, cancellation))
            {
                if (found.Count + prefixes.Count == query.MaxKeys)
                    return new ListedPage(found, prefixes, last);
                if (RolledUp(item.Key, query) is not { } rolled)
                {
                    found.Add(new ListedObject(item.Key, item.ETag, item.Length, item.ModifiedAt));
                    last = item.Key;
                    continue;
                }
                prefixes.Add(rolled);
                last = rolled;
                from = rolled + LastCharacter;
                break;
            }
        }
        return new ListedPage(found, prefixes, null);
    }

    // A page that ended with a rolled-up prefix is continued behind all it stands for.
    private static string Start(ListingQuery query) => query.After switch
    {
        null => "",
        { } after when RolledUp(after, query) is { } rolled => rolled + LastCharacter,
        { } after => after,
    };

    private static string? RolledUp(string key, ListingQuery query)
    {
        if (query.Delimiter is null || !key.StartsWith(query.Prefix, StringComparison.Ordinal))
            return null;
        var at = key.IndexOf(query.Delimiter, query.Prefix.Length, StringComparison.Ordinal);
        return at < 0 ? null : key[..(at + query.Delimiter.Length)];
    }
}
