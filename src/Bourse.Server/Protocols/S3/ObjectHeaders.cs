using System.Text;
using Bourse.Catalog.Objects;
using Bourse.Server.Http;
using Bourse.Storage.Checksums;
using Microsoft.AspNetCore.Http;

namespace Bourse.Server.Protocols.S3;

/// <summary>
/// Reads what the headers of a write say of the object: headers and metadata to keep, tags, a condition. What would change its meaning and is not offered is refused.
/// </summary>
internal static class ObjectHeaders
{
    public const string MetadataPrefix = "x-amz-meta-";
    public const string TaggingHeader = "x-amz-tagging";

    private const int MetadataBytesMax = 2048;
    private const int TagsMax = 10;
    private const int TagKeyMax = 128;
    private const int TagValueMax = 256;
    private const string BodyCoding = "aws-chunked";
    private static readonly string[] Kept = ["Cache-Control", "Content-Disposition", "Content-Encoding", "Content-Language", "Content-Type", "Expires"];
    private static readonly string[] NotOffered = ["x-amz-server-side-encryption", "x-amz-object-lock-", "x-amz-website-redirect-location", "x-amz-write-offset-bytes"];
    private static readonly string[] OwnersAcls = ["private", "bucket-owner-full-control", "bucket-owner-read"];

    /// <summary>What is said of the object; the error says which header is wrong.</summary>
    public static (ObjectDescription? Description, S3Error? Error) ReadDescription(IHeaderDictionary headers)
    {
        if (Refused(headers) is { } refused)
            return (null, refused);
        var kept = new Dictionary<string, string>(StringComparer.OrdinalIgnoreCase) { ["Content-Type"] = ObjectResponse.DefaultContentType };
        foreach (var name in Kept)
        {
            var value = headers[name].ToString();
            if (name == "Content-Encoding")
                value = string.Join(", ", value.Split(',', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries).Where(coding => coding != BodyCoding));
            if (value.Length > 0)
                kept[name] = value;
        }
        var metadata = headers.Where(header => header.Key.StartsWith(MetadataPrefix, StringComparison.OrdinalIgnoreCase))
            .ToDictionary(header => header.Key[MetadataPrefix.Length..].ToLowerInvariant(), header => string.Join(',', header.Value.AsEnumerable()));
        return metadata.Sum(entry => Encoding.UTF8.GetByteCount(entry.Key) + Encoding.UTF8.GetByteCount(entry.Value)) > MetadataBytesMax
            ? (null, S3Error.MetadataTooLarge)
            : (new ObjectDescription { Headers = kept, Metadata = metadata }, null);
    }

    /// <summary>The tags of <c>x-amz-tagging</c>, written as a query; none when it is absent.</summary>
    public static (IReadOnlyDictionary<string, string>? Tags, S3Error? Error) ReadTags(IHeaderDictionary headers)
    {
        var text = headers[TaggingHeader].ToString();
        if (text.Length == 0)
            return (new Dictionary<string, string>(), null);
        return FormFields.TryParse(text, out var fields) ? CheckTags(fields) : (null, S3Error.InvalidTag("The header x-amz-tagging is to be written as a query."));
    }

    /// <summary>Tags as S3 allows them: ten at most, each key once.</summary>
    public static (IReadOnlyDictionary<string, string>? Tags, S3Error? Error) CheckTags(IReadOnlyCollection<KeyValuePair<string, string>> fields)
    {
        var tags = new Dictionary<string, string>(StringComparer.Ordinal);
        foreach (var (key, value) in fields)
        {
            if (key.Length is 0 or > TagKeyMax)
                return (null, S3Error.InvalidTag("The TagKey you have provided is invalid"));
            if (value.Length > TagValueMax)
                return (null, S3Error.InvalidTag("The TagValue you have provided is invalid"));
            if (!tags.TryAdd(key, value))
                return (null, S3Error.InvalidTag("Cannot provide multiple Tags with the same key"));
        }
        return tags.Count > TagsMax ? (null, S3Error.TooManyTags) : (tags, null);
    }

    /// <summary>What must hold of the object that is there.</summary>
    public static (WriteCondition? Condition, S3Error? Error) ReadCondition(IHeaderDictionary headers)
    {
        var (match, noneMatch) = (headers.IfMatch.ToString(), headers.IfNoneMatch.ToString());
        if (noneMatch.Length > 0 && noneMatch != "*")
            return (null, S3Error.NotImplemented);
        return (new WriteCondition(noneMatch == "*", match.Length > 0 ? match.Trim().Trim('"') : null), null);
    }

    /// <summary>The one checksum that a header gives, name and base64 value; null when there is none.</summary>
    public static (ObjectChecksum? Checksum, S3Error? Error) ReadChecksum(IHeaderDictionary headers)
    {
        var sent = RunningChecksum.Names.Where(name => headers.ContainsKey(name)).ToList();
        return sent.Count switch
        {
            0 => (null, null),
            1 => (new ObjectChecksum(sent[0], headers[sent[0]].ToString()), null),
            _ => (null, S3Error.OneChecksum),
        };
    }

    /// <summary>The checksum's header that <c>x-amz-checksum-algorithm</c> or <c>x-amz-sdk-checksum-algorithm</c> names; null when there is none.</summary>
    public static (string? Name, S3Error? Error) ReadAlgorithm(IHeaderDictionary headers, string header)
    {
        var text = headers[header].ToString();
        var name = RunningChecksum.Prefix + text.ToLowerInvariant();
        return text.Length == 0 ? (null, null)
            : RunningChecksum.IsKnown(name) ? (name, null)
            : (null, S3Error.InvalidRequest("Checksum algorithm provided is unsupported. Please try again with any of the valid types: "
                + "[CRC32, CRC32C, CRC64NVME, SHA1, SHA256]"));
    }

    private static S3Error? Refused(IHeaderDictionary headers)
    {
        foreach (var (name, value) in headers)
        {
            if (NotOffered.Any(prefix => name.StartsWith(prefix, StringComparison.OrdinalIgnoreCase)))
                return S3Error.NotImplemented;
            if (name.StartsWith("x-amz-grant-", StringComparison.OrdinalIgnoreCase)
                || (name.Equals("x-amz-acl", StringComparison.OrdinalIgnoreCase) && !OwnersAcls.Contains(value.ToString())))
            {
                return S3Error.AclNotSupported;
            }
            if (name.Equals("x-amz-storage-class", StringComparison.OrdinalIgnoreCase) && value != S3Xml.StorageClass)
                return S3Error.InvalidStorageClass;
        }
        return null;
    }
}
