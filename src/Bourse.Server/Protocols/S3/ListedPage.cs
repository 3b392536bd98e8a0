using Bourse.Exchange.Reading;

namespace Bourse.Server.Protocols.S3;

/// <summary>A page of a bucket's listing.</summary>
/// <param name="Objects">The objects on it.</param>
/// <param name="CommonPrefixes">The rolled-up prefixes on it.</param>
/// <param name="Next">Where the next one begins; null when this is the last.</param>
internal sealed record ListedPage(IReadOnlyList<ListedObject> Objects, IReadOnlyList<string> CommonPrefixes, string? Next)
{
    public static ListedPage Of(ObjectPage page) =>
        new([.. page.Objects.Select(item => new ListedObject(item.Key, item.ETag, item.Length, item.LastModified))], page.CommonPrefixes, page.Next);
}
