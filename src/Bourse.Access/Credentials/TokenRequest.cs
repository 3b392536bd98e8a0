using System.Net;
using Bourse.Access.Authorization;

namespace Bourse.Access.Credentials;

/// <summary>A request to the token endpoint, as it arrived.</summary>
public sealed record TokenRequest
{
    /// <summary>The decoded form fields in the order received; a repeated field appears repeatedly.</summary>
    public required IReadOnlyList<KeyValuePair<string, string>> Form { get; init; }

    /// <summary>The Authorization header as sent, when there is one.</summary>
    public string? Authorization { get; init; }

    /// <summary>Where the request came from: failures are counted per address.</summary>
    public required IPAddress RemoteAddress { get; init; }

    /// <summary>What the decision is recorded with.</summary>
    public required RequestContext Context { get; init; }

    /// <summary>Address only: the rest holds credentials.</summary>
    public override string ToString() => $"token request from {RemoteAddress}";
}
