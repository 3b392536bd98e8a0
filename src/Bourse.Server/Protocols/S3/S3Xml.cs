using System.Globalization;
using System.Text;
using System.Xml;
using Bourse.Access.Identity;
using Bourse.Server.Http;
using Bourse.Storage.Checksums;

namespace Bourse.Server.Protocols.S3;

/// <summary>S3's answer documents (S3 API reference 2006-03-01).</summary>
internal static class S3Xml
{
    internal const string Namespace = "http://s3.amazonaws.com/doc/2006-03-01/";
    private const string UnnamedRegion = "us-east-1";
    internal const string StorageClass = "STANDARD";

    // Clients insist on a date and do nothing with it; a product's age is not theirs to see, so it is one and the same.
    private const string BucketCreation = "2024-01-01T00:00:00.000Z";

    /// <summary><c>Error</c>. What it repeats of the request is data in it, never markup.</summary>
    public static ReadOnlyMemory<byte> Error(S3Error error, string resource, string requestId) => XmlBody.Render(xml =>
    {
        xml.WriteStartElement("Error");
        xml.Text("Code", error.Code);
        xml.Text("Message", error.Message);
        foreach (var (name, text) in error.Details)
            xml.Text(name, text);
        xml.Text("Resource", resource);
        xml.Text("RequestId", requestId);
        xml.WriteEndElement();
    });

    /// <summary><c>ListAllMyBucketsResult</c>: a bucket for each product.</summary>
    public static ReadOnlyMemory<byte> Buckets(AccountId owner, string region, BucketsQuery query, BucketsPage page) => XmlBody.Render(xml =>
    {
        xml.WriteStartElement("ListAllMyBucketsResult", Namespace);
        Owner(xml, owner);
        xml.WriteStartElement("Buckets");
        foreach (var product in page.Products)
        {
            xml.WriteStartElement("Bucket");
            xml.Text("Name", product);
            xml.Text("CreationDate", BucketCreation);
            if (query.Asked)
                xml.Text("BucketRegion", region);
            xml.WriteEndElement();
        }
        xml.WriteEndElement();
        if (query.Prefix.Length > 0)
            xml.Text("Prefix", query.Prefix);
        if (page.NextToken is { } next)
            xml.Text("ContinuationToken", next);
        xml.WriteEndElement();
    });

    /// <summary><c>GetObjectAttributesResponse</c> with the attributes that were asked for and are known here.</summary>
    public static ReadOnlyMemory<byte> Attributes(ServedObject item, IReadOnlySet<string> asked) => XmlBody.Render(xml =>
    {
        xml.WriteStartElement("GetObjectAttributesResponse", Namespace);
        if (asked.Contains(ObjectAttributes.ETag))
            xml.Text("ETag", item.ETag);
        if (asked.Contains(ObjectAttributes.Checksum) && item.Checksum is { } checksum)
        {
            xml.WriteStartElement("Checksum");
            xml.Text(ChecksumElement(checksum.Name), checksum.Value);
            xml.Text("ChecksumType", ObjectResponse.TypeOf(checksum));
            xml.WriteEndElement();
        }
        if (asked.Contains(ObjectAttributes.ObjectParts) && item.Parts > 0)
        {
            xml.WriteStartElement("ObjectParts");
            xml.Text("PartsCount", item.Parts.ToString(CultureInfo.InvariantCulture));
            xml.WriteEndElement();
        }
        if (asked.Contains(ObjectAttributes.StorageClass))
            xml.Text("StorageClass", StorageClass);
        if (asked.Contains(ObjectAttributes.ObjectSize))
            xml.Text("ObjectSize", item.Length.ToString(CultureInfo.InvariantCulture));
        xml.WriteEndElement();
    });

    /// <summary><c>LocationConstraint</c>, empty for us-east-1 as S3 answers it.</summary>
    public static ReadOnlyMemory<byte> Location(string region) => XmlBody.Render(xml =>
    {
        xml.WriteStartElement("LocationConstraint", Namespace);
        if (region != UnnamedRegion)
            xml.WriteString(region);
        xml.WriteEndElement();
    });

    /// <summary><c>ListBucketResult</c> of either version.</summary>
    public static ReadOnlyMemory<byte> Listing(string bucket, AccountId owner, ListingQuery query, ListedPage page) => XmlBody.Render(xml =>
    {
        string Name(string text) => query.UrlEncoded ? Encode(text) : text;
        xml.WriteStartElement("ListBucketResult", Namespace);
        xml.Text("Name", bucket);
        xml.Text("Prefix", Name(query.Prefix));
        if (query.Delimiter is { } delimiter)
            xml.Text("Delimiter", Name(delimiter));
        xml.Text("MaxKeys", query.MaxKeys.ToString(CultureInfo.InvariantCulture));
        if (query.UrlEncoded)
            xml.Text("EncodingType", "url");
        if (query.Version2)
            Version2(xml, query, page, Name);
        else
            Version1(xml, query, page, Name);
        xml.Text("IsTruncated", page.Next is null ? "false" : "true");
        foreach (var item in page.Objects)
            Contents(xml, item, query.WithOwner ? owner : null, Name);
        foreach (var prefix in page.CommonPrefixes)
        {
            xml.WriteStartElement("CommonPrefixes");
            xml.Text("Prefix", Name(prefix));
            xml.WriteEndElement();
        }
        xml.WriteEndElement();
    });

    private static void Version2(XmlWriter xml, ListingQuery query, ListedPage page, Func<string, string> name)
    {
        if (query.StartAfter is { } startAfter)
            xml.Text("StartAfter", name(startAfter));
        if (query.Token is { } token)
            xml.Text("ContinuationToken", token);
        if (page.Next is { } next)
            xml.Text("NextContinuationToken", ContinuationToken.Write(query.Prefix, query.Delimiter, next));
        xml.Text("KeyCount", (page.Objects.Count + page.CommonPrefixes.Count).ToString(CultureInfo.InvariantCulture));
    }

    private static void Version1(XmlWriter xml, ListingQuery query, ListedPage page, Func<string, string> name)
    {
        xml.Text("Marker", name(query.StartAfter ?? ""));
        // Without a delimiter the last key is the marker, and S3 leaves this out.
        if (page.Next is { } next && query.Delimiter is not null)
            xml.Text("NextMarker", name(next));
    }

    internal static void Owner(XmlWriter xml, AccountId owner)
    {
        xml.WriteStartElement("Owner");
        xml.Text("ID", owner.Value);
        xml.WriteEndElement();
    }

    private static void Contents(XmlWriter xml, ListedObject item, AccountId? owner, Func<string, string> name)
    {
        xml.WriteStartElement("Contents");
        xml.Text("Key", name(item.Key));
        xml.Text("LastModified", Time(item.LastModified));
        xml.Text("ETag", $"\"{item.ETag}\"");
        xml.Text("Size", item.Length.ToString(CultureInfo.InvariantCulture));
        if (owner is { } account)
            Owner(xml, account);
        xml.Text("StorageClass", StorageClass);
        xml.WriteEndElement();
    }

    /// <summary>The element of a checksum, by its header's name: <c>ChecksumSHA256</c>.</summary>
    internal static string ChecksumElement(string header) => "Checksum" + header[RunningChecksum.Prefix.Length..].ToUpperInvariant();

    internal static string Time(DateTimeOffset time) => time.UtcDateTime.ToString("yyyy-MM-dd'T'HH:mm:ss.fff'Z'", CultureInfo.InvariantCulture);

    // Percent-encoding that any URL decoder undoes: unreserved characters and the slash stay, a space is %20 and a plus %2B.
    internal static string Encode(string text)
    {
        var encoded = new StringBuilder(text.Length);
        foreach (var b in Encoding.UTF8.GetBytes(text))
        {
            var c = (char)b;
            if (char.IsAsciiLetterOrDigit(c) || c is '-' or '_' or '.' or '~' or '/')
                encoded.Append(c);
            else
                encoded.Append('%').Append(b.ToString("X2", CultureInfo.InvariantCulture));
        }
        return encoded.ToString();
    }
}
