using Microsoft.AspNetCore.Http;

namespace Bourse.Server.Protocols.S3;

/// <summary>What <c>GetObjectAttributes</c> can be asked for, in the header <c>x-amz-object-attributes</c>.</summary>
internal static class ObjectAttributes
{
    public const string ETag = "ETag";
    public const string Checksum = "Checksum";
    public const string StorageClass = "StorageClass";
    public const string ObjectParts = "ObjectParts";
    public const string ObjectSize = "ObjectSize";

    private const string Header = "x-amz-object-attributes";

    private static readonly HashSet<string> Known = new(StringComparer.Ordinal) { ETag, Checksum, ObjectParts, StorageClass, ObjectSize };

    /// <summary>Reads the header, which may be repeated; the error says what is wrong with it.</summary>
    public static (IReadOnlySet<string>? Asked, S3Error? Error) Parse(IHeaderDictionary headers)
    {
        var text = string.Join(',', headers[Header].AsEnumerable());
        var asked = text.Split(',', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries).ToHashSet(StringComparer.Ordinal);
        return asked.Count > 0 && asked.IsSubsetOf(Known)
            ? (asked, null)
            : (null, S3Error.InvalidArgument(Header, text, $"{Header} names one or more of {string.Join(", ", Known.Order(StringComparer.Ordinal))}."));
    }
}
