using Bourse.Server.Http;

namespace Bourse.Server.Protocols.S3;

/// <summary>A parsed S3 request: the operation, the bucket and the key, decoded once and never normalised (a key may hold <c>..</c>; it is only compared).</summary>
/// <param name="Operation">What is asked.</param>
/// <param name="Bucket">The bucket, empty for <see cref="S3Operation.ListBuckets"/>.</param>
/// <param name="Key">The key, empty for operations on a bucket.</param>
public sealed record S3Request(S3Operation Operation, string Bucket, string Key)
{
    private const string ListTypeParameter = "list-type";
    private const string AttributesParameter = "attributes";

    // What may stand beside a plain read without changing its meaning. Everything else names another operation, so it is refused, not ignored.
    private static readonly HashSet<string> ObjectParameters =
        new(["x-id", ObjectQuery.PartNumberParameter, .. ObjectQuery.OverridableHeaders.Keys], StringComparer.Ordinal);

    private static readonly HashSet<string> AttributesParameters = new(StringComparer.Ordinal) { "x-id", AttributesParameter };

    private static readonly HashSet<string> ListParameters = new(StringComparer.Ordinal)
    {
        "x-id", ListTypeParameter, "prefix", "delimiter", "max-keys", "continuation-token", "start-after", "marker", "encoding-type", "fetch-owner",
        "allow-unordered",
    };

    private static readonly HashSet<string> BucketsParameters = new(StringComparer.Ordinal) { "x-id", "max-buckets", "prefix", "continuation-token", "bucket-region" };

    /// <summary>Whether the operation is served to those who may; no such operation takes a body.</summary>
    public bool IsServed => Operation is not (S3Operation.Write or S3Operation.NotAllowed or S3Operation.Unsupported);

    private static readonly string[] PostedSubresources = ["uploads", "uploadId", "restore"];

    /// <summary>Parses a request in path style, or in virtual-host style when the host is <c>bucket.suffix</c>.</summary>
    /// <param name="method">The HTTP method.</param>
    /// <param name="host">The request's host without its port.</param>
    /// <param name="hostSuffix">The endpoint's own public host; null when only path style is served.</param>
    /// <param name="segments">The segments of the path the signature covers, decoded; the first, before the first slash, is empty. A bucket is one of them, a key is
    /// the rest: a slash in it is a character like others, encoded or not.</param>
    /// <param name="query">The query the signature covers.</param>
    public static S3Request Parse(string method, string host, string? hostSuffix, IReadOnlyList<string> segments, Parameters query)
    {
        var (bucket, key) = Split(segments, host, hostSuffix);
        return new S3Request(OperationOf(method, bucket, key, query), bucket, key);
    }

    private static (string Bucket, string Key) Split(IReadOnlyList<string> segments, string host, string? hostSuffix)
    {
        if (hostSuffix is not null && host.Length > hostSuffix.Length + 1
            && host.EndsWith("." + hostSuffix, StringComparison.OrdinalIgnoreCase))
        {
            return (host[..^(hostSuffix.Length + 1)].ToLowerInvariant(), string.Join('/', segments.Skip(1)));
        }
        return (segments[1], string.Join('/', segments.Skip(2)));
    }

    private static S3Operation OperationOf(string method, string bucket, string key, Parameters query)
    {
        var get = method == "GET";
        if (!get && method != "HEAD")
            return OtherMethod(method, bucket, key, query);
        if (bucket.Length == 0)
            return key.Length > 0 ? S3Operation.Unsupported : !get ? S3Operation.NotAllowed
                : Only(query, BucketsParameters) ? S3Operation.ListBuckets : S3Operation.Unsupported;
        if (key.Length > 0)
            return OfObject(get, query);
        if (get && query.Has("location"))
            return S3Operation.GetBucketLocation;
        if (!Only(query, ListParameters))
            return S3Operation.Unsupported;
        if (!get)
            return S3Operation.HeadBucket;
        return query[ListTypeParameter] switch
        {
            null => S3Operation.ListObjects,
            "2" => S3Operation.ListObjectsV2,
            _ => S3Operation.Unsupported,
        };
    }

    private static S3Operation OfObject(bool get, Parameters query)
    {
        if (get && query.Has(AttributesParameter))
            return Only(query, AttributesParameters) ? S3Operation.GetObjectAttributes : S3Operation.Unsupported;
        return !Only(query, ObjectParameters) ? S3Operation.Unsupported : get ? S3Operation.GetObject : S3Operation.HeadObject;
    }

    // A POST to a bucket is a form upload or a deletion of many; one to an object means something with a sub-resource alone.
    private static S3Operation OtherMethod(string method, string bucket, string key, Parameters query) => method switch
    {
        "POST" when query.Has("select") => S3Operation.Unsupported,
        "POST" when bucket.Length > 0 && (key.Length == 0 || PostedSubresources.Any(query.Has)) => S3Operation.Write,
        "PUT" or "DELETE" when bucket.Length > 0 => S3Operation.Write,
        _ => S3Operation.NotAllowed,
    };

    private static bool Only(Parameters query, HashSet<string> allowed) =>
        query.All.All(p => allowed.Contains(p.Key) || p.Key.StartsWith("X-Amz-", StringComparison.OrdinalIgnoreCase));
}
