using Microsoft.AspNetCore.Http;
using Microsoft.Net.Http.Headers;

namespace Bourse.Server.Http;

/// <summary>The outcome of a request's conditions.</summary>
public enum PreconditionResult
{
    /// <summary>Answer as if there were none.</summary>
    Proceed,

    /// <summary>304: the client's copy is current.</summary>
    NotModified,

    /// <summary>412: the representation is not the one the client asked for.</summary>
    Failed,
}

/// <summary>Evaluates <c>If-Match</c>, <c>If-Unmodified-Since</c>, <c>If-None-Match</c> and <c>If-Modified-Since</c> in the order of RFC 9110 section 13.2.2.</summary>
public static class Preconditions
{
    /// <summary>Evaluates the conditions of a GET or HEAD.</summary>
    /// <param name="headers">The request's headers.</param>
    /// <param name="entityTag">The representation's strong tag, without quotes.</param>
    /// <param name="lastModified">When it last changed; HTTP dates have whole seconds, so a fraction is cut off.</param>
    public static PreconditionResult Evaluate(IHeaderDictionary headers, string entityTag, DateTimeOffset lastModified)
    {
        var modified = new DateTimeOffset(lastModified.UtcTicks / TimeSpan.TicksPerSecond * TimeSpan.TicksPerSecond, TimeSpan.Zero);
        var match = headers.IfMatch.ToString();
        if (match.Length > 0)
        {
            if (!ListsTag(match, entityTag, strong: true))
                return PreconditionResult.Failed;
        }
        else if (TryDate(headers.IfUnmodifiedSince.ToString(), out var unmodifiedSince) && modified > unmodifiedSince)
        {
            return PreconditionResult.Failed;
        }
        var noneMatch = headers.IfNoneMatch.ToString();
        if (noneMatch.Length > 0)
            return ListsTag(noneMatch, entityTag, strong: false) ? PreconditionResult.NotModified : PreconditionResult.Proceed;
        return TryDate(headers.IfModifiedSince.ToString(), out var modifiedSince) && modified <= modifiedSince
            ? PreconditionResult.NotModified
            : PreconditionResult.Proceed;
    }

    /// <summary>Whether <c>If-Range</c> lets a range apply: absent, or naming exactly this representation.</summary>
    public static bool RangeApplies(IHeaderDictionary headers, string entityTag, DateTimeOffset lastModified)
    {
        var condition = headers.IfRange.ToString();
        if (condition.Length == 0)
            return true;
        if (condition.Contains('"'))
            return ListsTag(condition, entityTag, strong: true);
        return TryDate(condition, out var date) && lastModified.UtcTicks / TimeSpan.TicksPerSecond == date.UtcTicks / TimeSpan.TicksPerSecond;
    }

    // S3 clients may leave the quotes out, so a bare tag compares too.
    private static bool ListsTag(string header, string entityTag, bool strong)
    {
        foreach (var part in header.Split(',', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries))
        {
            if (part == "*")
                return true;
            var weak = part.StartsWith("W/", StringComparison.Ordinal);
            if (weak && strong)
                continue;
            if ((weak ? part[2..] : part).Trim('"') == entityTag)
                return true;
        }
        return false;
    }

    private static bool TryDate(string text, out DateTimeOffset date)
    {
        date = default;
        return text.Length > 0 && HeaderUtilities.TryParseDate(text, out date);
    }
}
