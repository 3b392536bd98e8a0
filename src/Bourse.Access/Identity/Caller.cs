using System.Net;

namespace Bourse.Access.Identity;

/// <summary>An authenticated request's principal with the session it came by. Authentication makes it; it says nothing about what is allowed.</summary>
public sealed record Caller
{
    /// <summary>Who acts.</summary>
    public required Principal Principal { get; init; }

    /// <summary>The session's id: equal for every request made with one credential.</summary>
    public required string SessionId { get; init; }

    /// <summary>The principal's epoch when the session was issued; the authorizer refuses a session whose epoch is not the current one.</summary>
    public required long PrincipalEpoch { get; init; }

    /// <summary>What the session is confined to.</summary>
    public required SessionScope Scope { get; init; }

    /// <summary>When the session ends.</summary>
    public required DateTimeOffset ExpiresAt { get; init; }

    /// <summary>Whether it came by an access key, whose id the session's is: it is to end when the key is revoked, and to get no further credential.</summary>
    public bool HoldsAccessKey { get; init; }

    /// <summary>
    /// Whether it came by a sharing token, whose id the session's is, or by a link of one: it reads by that protocol alone, and ends when the token does.
    /// </summary>
    public bool HoldsSharingToken { get; init; }

    /// <summary>Where the request came from, as the listener saw it.</summary>
    public IPAddress? RemoteAddress { get; init; }
}
