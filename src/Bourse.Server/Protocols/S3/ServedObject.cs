using Bourse.Catalog.Objects;
using Bourse.Exchange.Reading;

namespace Bourse.Server.Protocols.S3;

/// <summary>An object that may be answered, whoever's it is.</summary>
internal sealed record ServedObject
{
    /// <summary>Its entity tag without quotes.</summary>
    public required string ETag { get; init; }

    /// <summary>Its size in bytes.</summary>
    public required long Length { get; init; }

    /// <summary>When it last changed.</summary>
    public required DateTimeOffset LastModified { get; init; }

    /// <summary>The checksum it is known by, if any.</summary>
    public ObjectChecksum? Checksum { get; init; }

    /// <summary>In how many parts it came; 0 when in one request.</summary>
    public int Parts { get; init; }

    /// <summary>Headers that its writer gave it.</summary>
    public IReadOnlyList<KeyValuePair<string, string>> Headers { get; init; } = [];

    /// <summary>Opens <c>length</c> bytes from <c>offset</c>.</summary>
    public required Func<long, long, CancellationToken, ValueTask<Stream>> OpenAsync { get; init; }

    /// <summary>An object of a client's projection.</summary>
    public static ServedObject Of(ReadableObject readable) => new()
    {
        ETag = readable.Object.ETag,
        Length = readable.Object.Length,
        LastModified = readable.Object.LastModified,
        Checksum = readable.Object.Sha256 is { } digest ? new ObjectChecksum("x-amz-checksum-sha256", Convert.ToBase64String(Convert.FromHexString(digest))) : null,
        OpenAsync = readable.OpenAsync,
    };

    /// <summary>An object of the provider's.</summary>
    public static ServedObject Of(SourceObjects objects, SourceObject item)
    {
        var headers = new List<KeyValuePair<string, string>>(item.Description.Headers);
        headers.AddRange(item.Description.Metadata.Select(entry => KeyValuePair.Create(ObjectHeaders.MetadataPrefix + entry.Key, entry.Value)));
        if (item.Tags.Count > 0)
            headers.Add(new("x-amz-tagging-count", item.Tags.Count.ToString(System.Globalization.CultureInfo.InvariantCulture)));
        return new ServedObject
        {
            ETag = item.ETag,
            Length = item.Length,
            LastModified = item.ModifiedAt,
            Checksum = item.Description.Checksum,
            Parts = item.Parts,
            Headers = headers,
            OpenAsync = (offset, length, cancellation) => objects.OpenAsync(item, offset, length, cancellation),
        };
    }
}
