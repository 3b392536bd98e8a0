using System.Globalization;
using Bourse.Catalog.Objects;
using Bourse.Server.Http;

namespace Bourse.Server.Protocols.S3;

/// <summary>The parameters of <c>ListMultipartUploads</c>.</summary>
internal sealed record UploadsQuery(string Prefix, string? Delimiter, string KeyMarker, string IdMarker, int MaxUploads, bool UrlEncoded)
{
    private const int PageSizeMax = 1000;

    /// <summary>Parses the parameters; the error names the one that is wrong.</summary>
    public static (UploadsQuery? Query, S3Error? Error) Parse(Parameters query)
    {
        var max = PageSizeMax;
        if (query["max-uploads"] is { } text && !int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out max))
            return (null, S3Error.InvalidArgument("max-uploads", text, "Argument max-uploads must be an integer between 0 and 2147483647"));
        return (new UploadsQuery(
            query["prefix"] ?? "", query["delimiter"] is { Length: > 0 } delimiter ? delimiter : null, query["key-marker"] ?? "", query["upload-id-marker"] ?? "",
            Math.Min(max, PageSizeMax), query.Has("encoding-type")), null);
    }

    /// <summary>Lists a page. Without an upload id the marker stands for all uploads of its key.</summary>
    public async Task<UploadsPage> PageAsync(MultipartUploads uploads, CancellationToken cancellation)
    {
        var (found, prefixes) = (new List<MultipartUpload>(), new List<string>());
        var (key, id) = (KeyMarker, IdMarker.Length > 0 || KeyMarker.Length == 0 ? IdMarker : "\uFFFF");
        while (found.Count + prefixes.Count < MaxUploads)
        {
            var next = await uploads.ListAsync(Prefix, key, id, MaxUploads - found.Count - prefixes.Count, cancellation);
            if (next.Count == 0)
                return new UploadsPage(found, prefixes, false, key, id);
            foreach (var upload in next)
            {
                (key, id) = (upload.Key, upload.Id);
                var at = Delimiter is null ? -1 : upload.Key.IndexOf(Delimiter, Prefix.Length, StringComparison.Ordinal);
                if (at < 0)
                {
                    found.Add(upload);
                    continue;
                }
                var rolled = upload.Key[..(at + Delimiter!.Length)];
                prefixes.Add(rolled);
                (key, id) = (rolled + SourceListing.LastCharacter, "");
                break;
            }
        }
        var more = MaxUploads > 0 && (await uploads.ListAsync(Prefix, key, id, 1, cancellation)).Count > 0;
        return new UploadsPage(found, prefixes, more, key, id);
    }
}
