using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;

namespace Bourse.Server.Http;

/// <summary>The request target as it came over the wire; the framework's own path is decoded and normalised.</summary>
internal static class RequestTargets
{
    /// <summary>Path and query as sent; false for absolute and asterisk forms (RFC 9112 section 3.2), which no client of ours needs.</summary>
    public static bool TrySplit(HttpContext context, out string rawPath, out string rawQuery)
    {
        var target = context.Features.GetRequiredFeature<IHttpRequestFeature>().RawTarget;
        var mark = target.IndexOf('?');
        rawPath = mark < 0 ? target : target[..mark];
        rawQuery = mark < 0 ? "" : target[(mark + 1)..];
        return target.StartsWith('/');
    }
}
