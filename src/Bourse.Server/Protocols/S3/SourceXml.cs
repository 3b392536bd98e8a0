using System.Globalization;
using System.Xml;
using Bourse.Access.Identity;
using Bourse.Catalog.Objects;
using Bourse.Server.Http;

namespace Bourse.Server.Protocols.S3;

/// <summary>S3's answer documents to writes and about uploads (S3 API reference 2006-03-01).</summary>
internal static class SourceXml
{
    /// <summary><c>InitiateMultipartUploadResult</c>.</summary>
    public static ReadOnlyMemory<byte> Begun(string bucket, MultipartUpload upload) => Document("InitiateMultipartUploadResult", xml =>
    {
        xml.Text("Bucket", bucket);
        xml.Text("Key", upload.Key);
        xml.Text("UploadId", upload.Id);
    });

    /// <summary><c>CompleteMultipartUploadResult</c>.</summary>
    public static ReadOnlyMemory<byte> Completed(string location, string bucket, SourceObject item) => Document("CompleteMultipartUploadResult", xml =>
    {
        xml.Text("Location", location);
        xml.Text("Bucket", bucket);
        xml.Text("Key", item.Key);
        xml.Text("ETag", $"\"{item.ETag}\"");
        Checksum(xml, item.Description.Checksum);
    });

    /// <summary><c>CopyObjectResult</c>.</summary>
    public static ReadOnlyMemory<byte> Copied(SourceObject item) => Document("CopyObjectResult", xml =>
    {
        xml.Text("LastModified", S3Xml.Time(item.ModifiedAt));
        xml.Text("ETag", $"\"{item.ETag}\"");
        Checksum(xml, item.Description.Checksum);
    });

    /// <summary><c>CopyPartResult</c>.</summary>
    public static ReadOnlyMemory<byte> CopiedPart(UploadPart part) => Document("CopyPartResult", xml =>
    {
        xml.Text("LastModified", S3Xml.Time(part.ModifiedAt));
        xml.Text("ETag", $"\"{part.ETag}\"");
    });

    /// <summary><c>Tagging</c>.</summary>
    public static ReadOnlyMemory<byte> Tags(IReadOnlyDictionary<string, string> tags) => Document("Tagging", xml =>
    {
        xml.WriteStartElement("TagSet");
        foreach (var (key, value) in tags.OrderBy(tag => tag.Key, StringComparer.Ordinal))
        {
            xml.WriteStartElement("Tag");
            xml.Text("Key", key);
            xml.Text("Value", value);
            xml.WriteEndElement();
        }
        xml.WriteEndElement();
    });

    /// <summary><c>DeleteResult</c>.</summary>
    /// <param name="results">Each key with the error it came to, or null.</param>
    /// <param name="quiet">Whether only errors are answered.</param>
    public static ReadOnlyMemory<byte> Deleted(IReadOnlyList<(string Key, S3Error? Error)> results, bool quiet) => Document("DeleteResult", xml =>
    {
        foreach (var (key, error) in results)
        {
            if (error is null && quiet)
                continue;
            xml.WriteStartElement(error is null ? "Deleted" : "Error");
            xml.Text("Key", key);
            if (error is not null)
            {
                xml.Text("Code", error.Code);
                xml.Text("Message", error.Message);
            }
            xml.WriteEndElement();
        }
    });

    /// <summary><c>ListPartsResult</c>.</summary>
    public static ReadOnlyMemory<byte> Parts(string bucket, AccountId owner, MultipartUpload upload, PartsQuery query, IReadOnlyList<UploadPart> parts, bool truncated) =>
        Document("ListPartsResult", xml =>
        {
            xml.Text("Bucket", bucket);
            xml.Text("Key", upload.Key);
            xml.Text("UploadId", upload.Id);
            Person(xml, "Initiator", owner);
            Person(xml, "Owner", owner);
            xml.Text("StorageClass", S3Xml.StorageClass);
            Number(xml, "PartNumberMarker", query.After);
            Number(xml, "NextPartNumberMarker", parts.Count > 0 ? parts[^1].Number : 0);
            Number(xml, "MaxParts", query.MaxParts);
            xml.Text("IsTruncated", truncated ? "true" : "false");
            if (upload.Description.Checksum is { } kind)
            {
                xml.Text("ChecksumAlgorithm", S3Xml.ChecksumElement(kind.Name)["Checksum".Length..]);
                xml.Text("ChecksumType", ObjectResponse.TypeOf(kind));
            }
            foreach (var part in parts)
            {
                xml.WriteStartElement("Part");
                Number(xml, "PartNumber", part.Number);
                xml.Text("LastModified", S3Xml.Time(part.ModifiedAt));
                xml.Text("ETag", $"\"{part.ETag}\"");
                Number(xml, "Size", part.Length);
                if (part.Checksum is { } checksum && upload.Description.Checksum is { } name)
                    xml.Text(S3Xml.ChecksumElement(name.Name), checksum);
                xml.WriteEndElement();
            }
        });

    /// <summary><c>ListMultipartUploadsResult</c>.</summary>
    public static ReadOnlyMemory<byte> Uploads(string bucket, AccountId owner, UploadsQuery query, UploadsPage page) => Document("ListMultipartUploadsResult", xml =>
    {
        string Name(string text) => query.UrlEncoded ? S3Xml.Encode(text) : text;
        xml.Text("Bucket", bucket);
        xml.Text("KeyMarker", Name(query.KeyMarker));
        xml.Text("UploadIdMarker", query.IdMarker);
        xml.Text("Prefix", Name(query.Prefix));
        if (query.Delimiter is { } delimiter)
            xml.Text("Delimiter", Name(delimiter));
        if (query.UrlEncoded)
            xml.Text("EncodingType", "url");
        Number(xml, "MaxUploads", query.MaxUploads);
        xml.Text("IsTruncated", page.IsTruncated ? "true" : "false");
        if (page.IsTruncated)
        {
            xml.Text("NextKeyMarker", Name(page.LastKey));
            xml.Text("NextUploadIdMarker", page.LastId);
        }
        foreach (var upload in page.Uploads)
        {
            xml.WriteStartElement("Upload");
            xml.Text("Key", Name(upload.Key));
            xml.Text("UploadId", upload.Id);
            Person(xml, "Initiator", owner);
            Person(xml, "Owner", owner);
            xml.Text("StorageClass", S3Xml.StorageClass);
            xml.Text("Initiated", S3Xml.Time(upload.StartedAt));
            xml.WriteEndElement();
        }
        foreach (var prefix in page.CommonPrefixes)
        {
            xml.WriteStartElement("CommonPrefixes");
            xml.Text("Prefix", Name(prefix));
            xml.WriteEndElement();
        }
    });

    private static void Checksum(XmlWriter xml, ObjectChecksum? checksum)
    {
        if (checksum is null)
            return;
        xml.Text(S3Xml.ChecksumElement(checksum.Name), checksum.Value);
        xml.Text("ChecksumType", ObjectResponse.TypeOf(checksum));
    }

    private static void Person(XmlWriter xml, string element, AccountId account)
    {
        xml.WriteStartElement(element);
        xml.Text("ID", account.Value);
        xml.WriteEndElement();
    }

    private static void Number(XmlWriter xml, string name, long value) => xml.Text(name, value.ToString(CultureInfo.InvariantCulture));

    private static ReadOnlyMemory<byte> Document(string root, Action<XmlWriter> write) => XmlBody.Render(xml =>
    {
        xml.WriteStartElement(root, S3Xml.Namespace);
        write(xml);
        xml.WriteEndElement();
    });
}
