using System.Collections.Frozen;
using System.Globalization;
using Bourse.Server.Http;
using Microsoft.AspNetCore.Http;

namespace Bourse.Server.Protocols.S3;

/// <summary>The parameters of <c>GetObject</c> and <c>HeadObject</c>.</summary>
internal sealed record ObjectQuery
{
    public const string PartNumberParameter = "partNumber";

    private const int PartNumberMax = 10_000;

    /// <summary>The headers of the answer that a parameter may set, by parameter. Every request is signed, and its query with it.</summary>
    public static readonly FrozenDictionary<string, string> OverridableHeaders = new Dictionary<string, string>
    {
        ["response-cache-control"] = "Cache-Control",
        ["response-content-disposition"] = "Content-Disposition",
        ["response-content-encoding"] = "Content-Encoding",
        ["response-content-language"] = "Content-Language",
        ["response-content-type"] = "Content-Type",
        ["response-expires"] = "Expires",
    }.ToFrozenDictionary(StringComparer.Ordinal);

    // They would let a cache that several clients share keep what one entitlement may see (RFC 9111 section 3.5).
    private static readonly string[] SharedCaching = ["public", "s-maxage"];

    /// <summary>Whether the first, and only, part is asked for.</summary>
    public required bool FirstPart { get; init; }

    /// <summary>Headers of the answer that the client sets.</summary>
    public required IReadOnlyList<KeyValuePair<string, string>> Overrides { get; init; }

    /// <summary>Parses the parameters; the error names the one that is wrong.</summary>
    public static (ObjectQuery? Query, S3Error? Error) Parse(Parameters query, IHeaderDictionary headers)
    {
        var overrides = new List<KeyValuePair<string, string>>();
        foreach (var (name, value) in query.All)
        {
            if (!OverridableHeaders.TryGetValue(name, out var header) || value.Length == 0)
                continue;
            if (value.AsSpan().ContainsAnyExceptInRange(' ', '~'))
                return (null, S3Error.InvalidArgument(name, value, "Header value cannot be represented using printable ASCII."));
            var caching = header == "Cache-Control";
            if (caching && SharedCaching.Any(directive => value.Contains(directive, StringComparison.OrdinalIgnoreCase)))
                return (null, S3Error.InvalidArgument(name, value, "Answers are private; no directive may let a shared cache keep one."));
            overrides.Add(new(header, caching ? $"private, {value}" : value));
        }
        if (query[PartNumberParameter] is not { } text)
            return (new ObjectQuery { FirstPart = false, Overrides = overrides }, null);
        if (!int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var part) || part is < 1 or > PartNumberMax)
            return (null, S3Error.InvalidArgument(PartNumberParameter, text, "Part number must be an integer between 1 and 10000, inclusive"));
        if (headers.Range.Count > 0)
            return (null, S3Error.RangeAndPart);
        return part > 1 ? (null, S3Error.InvalidPartNumber) : (new ObjectQuery { FirstPart = true, Overrides = overrides }, null);
    }
}
