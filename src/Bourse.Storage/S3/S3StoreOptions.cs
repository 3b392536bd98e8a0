using Amazon.Runtime;

namespace Bourse.Storage.S3;

/// <summary>Where an <see cref="S3ObjectStore"/> keeps its objects and how it gets there. Never prints credentials.</summary>
public sealed record S3StoreOptions
{
    /// <summary>The least size of a part that the protocol allows, in bytes.</summary>
    public const int PartBytesMin = 5 << 20;

    /// <summary>The store's name in locations: 1 to 63 lower-case letters, digits and hyphens. Need not be the bucket's.</summary>
    public required string Name { get; init; }

    /// <summary>The bucket.</summary>
    public required string Bucket { get; init; }

    /// <summary>A folder of the bucket that holds every object of the store; null for the whole bucket.</summary>
    public ObjectKey? Prefix { get; init; }

    /// <summary>Where the service listens, <c>http</c> or <c>https</c>; null for AWS itself in <see cref="Region"/>.</summary>
    public Uri? Endpoint { get; init; }

    /// <summary>The region that requests are signed for.</summary>
    public required string Region { get; init; }

    /// <summary>Whether the bucket stands in the path instead of the host: what most services other than AWS want.</summary>
    public bool PathStyle { get; init; }

    /// <summary>Who asks. Kept here as the SDK's type, which renews what expires.</summary>
    public required AWSCredentials Credentials { get; init; }

    /// <summary>
    /// False (the default): objects are created by conditional requests, and a service that ignores the condition is found out before the first write and
    /// refused. True: the key is looked up and then written, which lets two writers of one key overwrite each other; for a service without conditional writes
    /// where this process is the only writer.
    /// </summary>
    public bool SingleWriter { get; init; }

    /// <summary>Files of more bytes are uploaded in parts. Default 64 MiB.</summary>
    public long MultipartAboveBytes { get; init; } = 64L << 20;

    /// <summary>Bytes in a part, at least <see cref="PartBytesMin"/>; more where a file would have over 10,000 parts. Default 16 MiB.</summary>
    public long PartBytes { get; init; } = 16L << 20;

    /// <summary>Parts that are under way at once. Default 4.</summary>
    public int PartsAtOnce { get; init; } = 4;

    /// <summary>How often a request is sent before its failure is reported. Default 6.</summary>
    public int AttemptsMax { get; init; } = 6;

    /// <summary>The longest pause before the second attempt; doubled for each further one, at most 5 s, and drawn at random below that. Default 100 ms.</summary>
    public TimeSpan RetryPause { get; init; } = TimeSpan.FromMilliseconds(100);

    /// <summary>How long a request may wait for its answer to begin, or an answer for its next bytes. Default 30 s.</summary>
    public TimeSpan Timeout { get; init; } = TimeSpan.FromSeconds(30);

    /// <summary>A folder of this machine for unfinished files and the read cache.</summary>
    public required string LocalFolder { get; init; }

    /// <summary>What the read cache may take, in bytes. Default 20 GiB.</summary>
    public long CacheBytesMax { get; init; } = 20L << 30;

    /// <summary>Everything that is wrong with these options, each naming its property; empty when nothing is.</summary>
    public IEnumerable<string> Mistakes()
    {
        if (!Storage.StoreName.IsValid(Name))
            yield return $"{nameof(Name)} '{Name}' must have 1 to 63 lower-case letters, digits and hyphens.";
        if (!IsBucket(Bucket))
            yield return $"{nameof(Bucket)} '{Bucket}' must have 3 to 63 lower-case letters, digits, dots and hyphens.";
        if (Endpoint is { } endpoint && !IsEndpoint(endpoint))
            yield return $"{nameof(Endpoint)} must be of the form https://host[:port], without user, path or query.";
        if (!IsRegion(Region))
            yield return $"{nameof(Region)} '{Region}' must have lower-case letters, digits and hyphens, such as eu-central-1.";
        if (PartBytes < PartBytesMin)
            yield return $"{nameof(PartBytes)} must be at least {PartBytesMin}.";
        if (MultipartAboveBytes is < 0 or > 5L << 30)
            yield return $"{nameof(MultipartAboveBytes)} must be from 0 to {5L << 30}, the most that one request may carry.";
        if (PartsAtOnce < 1)
            yield return $"{nameof(PartsAtOnce)} must be at least 1.";
        if (AttemptsMax < 1)
            yield return $"{nameof(AttemptsMax)} must be at least 1.";
        if (CacheBytesMax < 1)
            yield return $"{nameof(CacheBytesMax)} must be at least 1.";
    }

    /// <summary>Whether a text may be a <see cref="Bucket"/>.</summary>
    public static bool IsBucket(string? text) => S3BucketName.IsValid(text);

    /// <summary>Whether a text may be a <see cref="Region"/>.</summary>
    public static bool IsRegion(string? text) =>
        !string.IsNullOrEmpty(text) && text.All(c => char.IsAsciiLetterLower(c) || char.IsAsciiDigit(c) || c == '-');

    /// <summary>Whether an address may be an <see cref="Endpoint"/>.</summary>
    public static bool IsEndpoint(Uri address)
    {
        ArgumentNullException.ThrowIfNull(address);
        return address.Scheme is "http" or "https" && address.PathAndQuery == "/" && address.Fragment.Length == 0 && address.UserInfo.Length == 0;
    }

    /// <summary>The place, without credentials.</summary>
    public override string ToString() => $"s3://{Bucket}/{(Prefix is { } prefix ? prefix + "/" : "")} at {Endpoint?.ToString() ?? "AWS"} in {Region}";
}
