using Bourse.Server.Http;

namespace Bourse.Server.Protocols.S3;

/// <summary>A parsed S3 request: the operation, the bucket and the key, decoded once and never normalised (a key may hold <c>..</c>; it is only compared).</summary>
/// <param name="Operation">What is asked.</param>
/// <param name="Bucket">The bucket, empty for <see cref="S3Operation.ListBuckets"/>.</param>
/// <param name="Key">The key, empty for operations on a bucket.</param>
public sealed record S3Request(S3Operation Operation, string Bucket, string Key)
{
    /// <summary>The header that names what is copied.</summary>
    public const string CopySource = "x-amz-copy-source";

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

    private const string UploadParameter = "uploadId";
    private const string UploadsParameter = "uploads";
    private const string TaggingParameter = "tagging";

    private static readonly HashSet<string> PlainParameters = new(["x-id"], StringComparer.Ordinal);
    private static readonly HashSet<string> TaggingParameters = new(["x-id", TaggingParameter], StringComparer.Ordinal);
    private static readonly HashSet<string> UploadParameters = new(["x-id", UploadParameter], StringComparer.Ordinal);
    private static readonly HashSet<string> PartParameters = new(["x-id", UploadParameter, ObjectQuery.PartNumberParameter], StringComparer.Ordinal);
    private static readonly HashSet<string> PartsParameters =
        new(["x-id", UploadParameter, "max-parts", "part-number-marker", "encoding-type"], StringComparer.Ordinal);

    private static readonly HashSet<string> UploadsParameters =
        new(["x-id", UploadsParameter, "prefix", "delimiter", "max-uploads", "key-marker", "upload-id-marker", "encoding-type"], StringComparer.Ordinal);

    private static readonly HashSet<string> NewUploadParameters = new(["x-id", UploadsParameter], StringComparer.Ordinal);
    private static readonly HashSet<string> DeletionsParameters = new(["x-id", "delete"], StringComparer.Ordinal);
    private static readonly string[] PostedSubresources = [UploadsParameter, UploadParameter, "restore"];

    /// <summary>Whether the operation is a read that clients have of products; no such operation takes a body.</summary>
    public bool IsRead => Operation <= S3Operation.GetObjectAttributes;

    /// <summary>Whether the operation alters something that a provider may alter.</summary>
    public bool IsWrite => Operation is >= S3Operation.PutObject and <= S3Operation.DeleteObjects;

    /// <summary>Parses a request in path style, or in virtual-host style when the host is <c>bucket.suffix</c>.</summary>
    /// <param name="method">The HTTP method.</param>
    /// <param name="host">The request's host without its port.</param>
    /// <param name="hostSuffix">The endpoint's own public host; null when only path style is served.</param>
    /// <param name="segments">The segments of the path the signature covers, decoded; the first, before the first slash, is empty. A bucket is one of them, a key is
    /// the rest: a slash in it is a character like others, encoded or not.</param>
    /// <param name="query">The query the signature covers.</param>
    /// <param name="copies">Whether there is the header <see cref="CopySource"/>, which tells a copy from an upload.</param>
    public static S3Request Parse(
        string method, string host, string? hostSuffix, IReadOnlyList<string> segments, Parameters query, bool copies = false)
    {
        var (bucket, key) = Split(segments, host, hostSuffix);
        return new S3Request(OperationOf(method, bucket, key, query, copies), bucket, key);
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

    private static S3Operation OperationOf(string method, string bucket, string key, Parameters query, bool copies)
    {
        var get = method == "GET";
        if (!get && method != "HEAD")
            return OtherMethod(method, bucket, key, query, copies);
        if (bucket.Length == 0)
            return key.Length > 0 ? S3Operation.Unsupported : !get ? S3Operation.NotAllowed
                : Only(query, BucketsParameters) ? S3Operation.ListBuckets : S3Operation.Unsupported;
        if (key.Length > 0)
            return OfObject(get, query);
        if (get && query.Has("location"))
            return S3Operation.GetBucketLocation;
        if (get && query.Has(UploadsParameter))
            return Only(query, UploadsParameters) ? S3Operation.ListMultipartUploads : S3Operation.Unsupported;
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
        if (get && query.Has(TaggingParameter))
            return Only(query, TaggingParameters) ? S3Operation.GetObjectTagging : S3Operation.Unsupported;
        if (get && query.Has(UploadParameter))
            return Only(query, PartsParameters) ? S3Operation.ListParts : S3Operation.Unsupported;
        return !Only(query, ObjectParameters) ? S3Operation.Unsupported : get ? S3Operation.GetObject : S3Operation.HeadObject;
    }

    // A POST to a bucket is a form upload or a deletion of many; one to an object means something with a sub-resource alone.
    private static S3Operation OtherMethod(string method, string bucket, string key, Parameters query, bool copies) => method switch
    {
        "POST" when query.Has("select") => S3Operation.Unsupported,
        "POST" when bucket.Length > 0 && key.Length == 0 => Only(query, DeletionsParameters) && query.Has("delete") ? S3Operation.DeleteObjects : S3Operation.Write,
        "POST" when bucket.Length > 0 && PostedSubresources.Any(query.Has) => OfPost(query),
        "PUT" when bucket.Length > 0 => key.Length > 0 ? OfPut(query, copies) : S3Operation.Write,
        "DELETE" when bucket.Length > 0 => key.Length > 0 ? OfDelete(query) : S3Operation.Write,
        _ => S3Operation.NotAllowed,
    };

    private static S3Operation OfPost(Parameters query) =>
        query.Has(UploadsParameter) && Only(query, NewUploadParameters) ? S3Operation.CreateMultipartUpload
        : query.Has(UploadParameter) && Only(query, UploadParameters) ? S3Operation.CompleteMultipartUpload : S3Operation.Write;

    private static S3Operation OfPut(Parameters query, bool copies) =>
        Only(query, PlainParameters) ? copies ? S3Operation.CopyObject : S3Operation.PutObject
        : query.Has(TaggingParameter) && Only(query, TaggingParameters) ? S3Operation.PutObjectTagging
        : query.Has(UploadParameter) && query.Has(ObjectQuery.PartNumberParameter) && Only(query, PartParameters)
            ? copies ? S3Operation.UploadPartCopy : S3Operation.UploadPart : S3Operation.Write;

    private static S3Operation OfDelete(Parameters query) =>
        Only(query, PlainParameters) ? S3Operation.DeleteObject
        : query.Has(TaggingParameter) && Only(query, TaggingParameters) ? S3Operation.DeleteObjectTagging
        : query.Has(UploadParameter) && Only(query, UploadParameters) ? S3Operation.AbortMultipartUpload : S3Operation.Write;

    private static bool Only(Parameters query, HashSet<string> allowed) =>
        query.All.All(p => allowed.Contains(p.Key) || p.Key.StartsWith("X-Amz-", StringComparison.OrdinalIgnoreCase));
}
