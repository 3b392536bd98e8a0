using System.Globalization;
using Bourse.Exchange.Reading;
using Bourse.Server.Http;

namespace Bourse.Server.Protocols.S3;

/// <summary>The parameters of <c>ListObjectsV2</c> and <c>ListObjects</c>, as sent and as the exchange is asked.</summary>
internal sealed record ListingQuery
{
    /// <summary>Whether it is version 2.</summary>
    public required bool Version2 { get; init; }

    /// <summary><c>prefix</c>, empty for all.</summary>
    public required string Prefix { get; init; }

    /// <summary><c>delimiter</c>; null when absent or empty.</summary>
    public required string? Delimiter { get; init; }

    /// <summary><c>max-keys</c> as answered, at most 1000.</summary>
    public required int MaxKeys { get; init; }

    /// <summary><c>start-after</c> (version 2) or <c>marker</c>; null when absent.</summary>
    public required string? StartAfter { get; init; }

    /// <summary><c>continuation-token</c> as sent.</summary>
    public required string? Token { get; init; }

    /// <summary>Whether names are percent-encoded in the answer.</summary>
    public required bool UrlEncoded { get; init; }

    /// <summary>Whether each object is listed with its owner: always in version 1, in version 2 when <c>fetch-owner</c> asks.</summary>
    public required bool WithOwner { get; init; }

    /// <summary>Where the page begins: the token's place, else <see cref="StartAfter"/>.</summary>
    public required string? After { get; init; }

    /// <summary>What the exchange is asked for.</summary>
    public ObjectListRequest ToRequest() => new() { Prefix = Prefix, Delimiter = Delimiter, After = After, PageSize = MaxKeys };

    /// <summary>Parses the parameters; the error names the one that is wrong.</summary>
    public static (ListingQuery? Query, S3Error? Error) Parse(Parameters query, bool version2)
    {
        var maxKeys = ObjectListRequest.PageSizeMax;
        if (query["max-keys"] is { } text && !int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out maxKeys))
            return (null, S3Error.InvalidArgument("max-keys", text, "Argument max-keys must be an integer between 0 and 2147483647"));
        if (query["encoding-type"] is { } encoding && encoding != "url")
            return (null, S3Error.InvalidArgument("encoding-type", encoding, "Invalid Encoding Method specified in Request: encoding-type can only be url"));
        var prefix = query["prefix"] ?? "";
        var delimiter = query["delimiter"] is { Length: > 0 } d ? d : null;
        var token = version2 ? query["continuation-token"] : null;
        var startAfter = query[version2 ? "start-after" : "marker"];
        var after = startAfter;
        if (token is not null)
        {
            after = ContinuationToken.Read(prefix, delimiter, token);
            if (after is null)
                return (null, ContinuationToken.Refused(token));
        }
        return (new ListingQuery
        {
            Version2 = version2,
            Prefix = prefix,
            Delimiter = delimiter,
            MaxKeys = Math.Min(maxKeys, ObjectListRequest.PageSizeMax),
            StartAfter = startAfter,
            Token = token,
            WithOwner = !version2 || query["fetch-owner"] == "true",
            UrlEncoded = query.Has("encoding-type"),
            After = string.IsNullOrEmpty(after) ? null : after,
        }, null);
    }
}
