using Bourse.Access.Authorization;
using Bourse.Access.Credentials;

namespace Bourse.Exchange.Reading;

/// <summary>
/// Exchanges a client's bearer token for session keys, for clients that some agreement serves now. It grants nothing: each use of the keys is decided
/// anew.
/// </summary>
public sealed class ClientSessions(ClientReads reads, BearerTokens tokens, RoleSessions roles)
{
    /// <summary>Exchanges a token. The outcome is found unless the session has ended or the node cannot decide.</summary>
    public async Task<ReadOutcome<RoleSessionOutcome>> AssumeRoleAsync(
        RoleSessionRequest request, System.Net.IPAddress? remoteAddress, RequestContext context, CancellationToken cancellation)
    {
        // Parameters and token are judged by RoleSessions; a token that is not valid comes to no decision.
        if (tokens.Authenticate(request.WebIdentityToken) is BearerOutcome.Valid { Caller: var caller })
        {
            var outcome = await reads.ListProductsAsync(caller with { RemoteAddress = remoteAddress }, context, cancellation);
            if (outcome is not ReadOutcome<IReadOnlyList<Entitlement>>.Found)
                return outcome.As<RoleSessionOutcome>();
        }
        return Found(roles.AssumeRoleWithWebIdentity(request));
    }

    private static ReadOutcome<RoleSessionOutcome> Found(RoleSessionOutcome outcome) => new ReadOutcome<RoleSessionOutcome>.Found(outcome);
}
