using Bourse.Access.Authorization;
using Bourse.Access.Credentials;
using Bourse.Access.Identity;
using Bourse.Access.Resources;

namespace Bourse.Exchange.Reading;

/// <summary>
/// Gives session keys for a client's bearer token or session, to clients that some agreement serves now. It grants nothing: each use of the keys is decided anew.
/// </summary>
public sealed class ClientSessions(AccessGate gate, BearerTokens tokens, RoleSessions roles)
{
    /// <summary>Exchanges a token. The outcome is found unless the session has ended or the node cannot decide.</summary>
    public async Task<ReadOutcome<RoleSessionOutcome>> AssumeRoleAsync(
        RoleSessionRequest request, System.Net.IPAddress? remoteAddress, RequestContext context, CancellationToken cancellation)
    {
        RoleSessionOutcome Assume() => roles.AssumeRoleWithWebIdentity(request);
        // Parameters and token are judged by RoleSessions; a token that is not valid comes to no decision.
        return tokens.Authenticate(request.WebIdentityToken) is BearerOutcome.Valid { Caller: var caller }
            ? await DecideAsync(caller with { RemoteAddress = remoteAddress }, context, Assume, cancellation)
            : new ReadOutcome<RoleSessionOutcome>.Found(Assume());
    }

    /// <summary>Makes a session of the caller's own role, as <see cref="RoleSessions.AssumeRole"/> has it.</summary>
    public Task<ReadOutcome<RoleSessionOutcome>> AssumeRoleAsync(Caller caller, OwnRoleRequest request, RequestContext context, CancellationToken cancellation) =>
        DecideAsync(caller, context, () => roles.AssumeRole(caller, request), cancellation);

    /// <summary>Makes a session like the caller's.</summary>
    public Task<ReadOutcome<RoleSessionOutcome>> GetSessionTokenAsync(
        Caller caller, int? durationSeconds, RequestContext context, CancellationToken cancellation) =>
        DecideAsync(caller, context, () => roles.GetSessionToken(caller, durationSeconds), cancellation);

    private async Task<ReadOutcome<RoleSessionOutcome>> DecideAsync(
        Caller caller, RequestContext context, Func<RoleSessionOutcome> issue, CancellationToken cancellation) =>
        await gate.DecideAsync(caller, AccessAction.AssumeRole, new Resource.Exchange(), context, cancellation) switch
        {
            Decision.Allowed => new ReadOutcome<RoleSessionOutcome>.Found(issue()),
            Decision.Denied { Reason: DenyReason.SessionExpired or DenyReason.SessionRevoked } => new ReadOutcome<RoleSessionOutcome>.SessionEnded(),
            Decision.Denied => new ReadOutcome<RoleSessionOutcome>.Refused(),
            _ => new ReadOutcome<RoleSessionOutcome>.Unavailable(),
        };
}
