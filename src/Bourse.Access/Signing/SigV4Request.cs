namespace Bourse.Access.Signing;

/// <summary>
/// A request as it arrived, before any decoding. Everything the authenticator verifies comes from here, and what it hands back
/// (<see cref="VerifiedTarget"/>) is the one parse that is to be authorised and served.
/// </summary>
public sealed record SigV4Request
{
    /// <summary>The method as sent, for example <c>GET</c>.</summary>
    public required string Method { get; init; }

    /// <summary>The path of the request target as sent, percent-encoding untouched, starting with <c>/</c>, without the query.</summary>
    public required string RawPath { get; init; }

    /// <summary>The query as sent, without the question mark; empty when there is none.</summary>
    public required string RawQuery { get; init; }

    /// <summary>The header fields in the order received; a repeated field appears repeatedly.</summary>
    public required IReadOnlyList<KeyValuePair<string, string>> Headers { get; init; }

    /// <summary>The whole body; empty when there is none.</summary>
    public required ReadOnlyMemory<byte> Body { get; init; }

    /// <summary>The body is not read before it is known whether anything takes it. <see cref="Body"/> is empty then, and the outcome has what verifies it,
    /// <see cref="SigV4Outcome.Valid.Unread"/>.</summary>
    public bool BodyIsUnread { get; init; }

    /// <summary>Method and path only: query, headers and body may hold signatures and tokens.</summary>
    public override string ToString() => $"{Method} {RawPath}";
}
