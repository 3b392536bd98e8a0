using System.Globalization;
using System.Xml;
using System.Xml.Linq;
using Bourse.Catalog.Objects;
using Bourse.Storage.Checksums;

namespace Bourse.Server.Protocols.S3;

/// <summary>Reads the documents that S3's operations take: parts to complete, keys to delete, tags. No DTD, no external entity; sizes are bounded before.</summary>
internal static class S3Documents
{
    private const int PartsMax = 10_000;
    private const int DeletionsMax = 1000;

    // What nests deeper than these documents do is none of them.
    private const int DepthMax = 8;

    private static readonly XmlReaderSettings Settings = new()
    {
        DtdProcessing = DtdProcessing.Prohibit, XmlResolver = null, IgnoreComments = true, IgnoreProcessingInstructions = true,
    };

    /// <summary>The parts of <c>CompleteMultipartUpload</c>; null when the document is none.</summary>
    public static IReadOnlyList<CompletedPart>? Parts(ReadOnlyMemory<byte> body)
    {
        if (Root(body, "CompleteMultipartUpload") is not { } root)
            return null;
        var parts = new List<CompletedPart>();
        foreach (var part in root.Elements())
        {
            if (part.Name.LocalName != "Part" || Text(part, "ETag") is not { } tag || parts.Count == PartsMax
                || !int.TryParse(Text(part, "PartNumber"), NumberStyles.None, CultureInfo.InvariantCulture, out var number))
            {
                return null;
            }
            var checksum = RunningChecksum.Names.Select(name => Text(part, S3Xml.ChecksumElement(name))).FirstOrDefault(text => text is not null);
            parts.Add(new CompletedPart(number, tag.Trim().Trim('"'), checksum));
        }
        return parts.Count > 0 ? parts : null;
    }

    /// <summary>
    /// The keys of <c>Delete</c>, each with the condition it is deleted under, and whether only errors are to be answered; null when the document is none.
    /// </summary>
    public static (IReadOnlyList<(string Key, WriteCondition Condition, bool HasVersion)> Keys, bool Quiet)? Deletions(ReadOnlyMemory<byte> body)
    {
        if (Root(body, "Delete") is not { } root)
            return null;
        var keys = root.Elements().Where(element => element.Name.LocalName == "Object").ToList();
        if (keys.Count is 0 or > DeletionsMax || keys.Any(item => string.IsNullOrEmpty(Text(item, "Key"))))
            return null;
        return ([.. keys.Select(item => (
            Text(item, "Key")!,
            Text(item, "ETag") is { } tag ? new WriteCondition(ETag: tag.Trim().Trim('"')) : WriteCondition.None,
            Text(item, "VersionId") is { Length: > 0 } version && version != "null"))], Text(root, "Quiet") == "true");
    }

    /// <summary>The tags of <c>Tagging</c>; null when the document is none.</summary>
    public static IReadOnlyList<KeyValuePair<string, string>>? Tags(ReadOnlyMemory<byte> body)
    {
        if (Root(body, "Tagging") is not { } root || root.Elements().FirstOrDefault(element => element.Name.LocalName == "TagSet") is not { } set)
            return null;
        var tags = new List<KeyValuePair<string, string>>();
        foreach (var tag in set.Elements())
        {
            if (Text(tag, "Key") is not { } key || Text(tag, "Value") is not { } value)
                return null;
            tags.Add(new(key, value));
        }
        return tags;
    }

    // Clients leave the namespace out, or have one of their own.
    private static XElement? Root(ReadOnlyMemory<byte> body, string name)
    {
        try
        {
            using (var depths = XmlReader.Create(new MemoryStream(body.ToArray(), writable: false), Settings))
            {
                while (depths.Read())
                {
                    if (depths.Depth > DepthMax)
                        return null;
                }
            }
            using var reader = XmlReader.Create(new MemoryStream(body.ToArray(), writable: false), Settings);
            var root = XElement.Load(reader);
            return root.Name.LocalName == name ? root : null;
        }
        catch (XmlException)
        {
            return null;
        }
    }

    private static string? Text(XElement parent, string name) => parent.Elements().FirstOrDefault(element => element.Name.LocalName == name)?.Value;
}
