using System.Buffers.Text;
using System.Security.Cryptography;
using System.Text;
using Microsoft.AspNetCore.Http;

namespace Bourse.Server.Protocols.DeltaSharing;

/// <summary>
/// One page of a listing in ordinal order of names. A token says after which name it begins, bound to the listing's path, so that one of another listing is refused
/// rather
/// than misread. It grants nothing: every page is decided on its own.
/// </summary>
/// <param name="Names">What is on the page.</param>
/// <param name="NextToken">Where the next one begins; null after the last.</param>
internal sealed record SharingPage(IReadOnlyList<string> Names, string? NextToken)
{
    private const int ItemsMax = 500;
    private const byte Version = 1;
    private const int BindingLength = 8;

    /// <summary>Cuts the page that a request asks for.</summary>
    /// <param name="context">The request.</param>
    /// <param name="names">All names, ascending in ordinal order.</param>
    /// <exception cref="SharingFault"><c>maxResults</c> is no number, or <c>pageToken</c> is not of this listing.</exception>
    public static SharingPage Of(HttpContext context, IEnumerable<string> names)
    {
        var count = (int)Math.Min(SharingQuery.Number(context, "maxResults") ?? ItemsMax, ItemsMax);
        var binding = Binding(context.Request.Path.Value!.ToLowerInvariant());
        var after = SharingQuery.Text(context, "pageToken") is { Length: > 0 } token
            ? Read(binding, token) ?? throw new SharingFault(SharingError.Invalid("pageToken: send the nextPageToken of this very listing, or none."))
            : "";
        var rest = names.SkipWhile(name => string.CompareOrdinal(name, after) <= 0).Take(count + 1).ToArray();
        var page = rest.Take(count).ToArray();
        return new SharingPage(page, rest.Length > count ? Write(binding, page.LastOrDefault() ?? after) : null);
    }

    private static string Write(byte[] binding, string after) => Base64Url.EncodeToString([Version, .. binding, .. Encoding.UTF8.GetBytes(after)]);

    private static string? Read(byte[] binding, string token)
    {
        if (!Base64Url.IsValid(token))
            return null;
        var bytes = Base64Url.DecodeFromChars(token);
        return bytes.Length >= 1 + BindingLength && bytes[0] == Version && bytes.AsSpan(1, BindingLength).SequenceEqual(binding)
            ? Encoding.UTF8.GetString(bytes.AsSpan(1 + BindingLength))
            : null;
    }

    private static byte[] Binding(string path) => SHA256.HashData(Encoding.UTF8.GetBytes(path))[..BindingLength];
}
