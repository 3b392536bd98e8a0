using Bourse.Access.Authorization;
using Bourse.Access.Credentials;
using Bourse.Access.Resources;

namespace Bourse.Exchange.Reading;

/// <summary>
/// Exchanges a client's bearer token for session keys, for clients that some agreement serves now. It grants nothing: each use of the keys is decided
/// anew.
/// </summary>
public sealed class ClientSessions(AccessGate gate, BearerTokens tokens, RoleSessions roles)
{
    /// <summary>Exchanges a token. The outcome is found unless the session has ended or the node cannot decide.</summary>
    public async Task<ReadOutcome<RoleSessionOutcome>> AssumeRoleAsync(
        RoleSessionRequest request, System.Net.IPAddress? remoteAddress, RequestContext context, CancellationToken cancellation)
    {
        // Parameters and token are judged by RoleSessions; a token that is not valid comes to no decision.
        if (tokens.Authenticate(request.WebIdentityToken) is not BearerOutcome.Valid { Caller: var caller })
            return Assume(request);
        return await gate.DecideAsync(
            caller with { RemoteAddress = remoteAddress }, AccessAction.AssumeRole, new Resource.Exchange(), context, cancellation) switch
        {
            Decision.Allowed => Assume(request),
            Decision.Denied { Reason: DenyReason.SessionExpired or DenyReason.SessionRevoked } => new ReadOutcome<RoleSessionOutcome>.SessionEnded(),
            Decision.Denied => new ReadOutcome<RoleSessionOutcome>.Refused(),
            _ => new ReadOutcome<RoleSessionOutcome>.Unavailable(),
        };
    }

    private ReadOutcome<RoleSessionOutcome> Assume(RoleSessionRequest request) =>
        new ReadOutcome<RoleSessionOutcome>.Found(roles.AssumeRoleWithWebIdentity(request));
}
