using System.Text.RegularExpressions;
using Bourse.Access.Identity;

namespace Bourse.Access.Credentials;

/// <summary>
/// STS <c>AssumeRoleWithWebIdentity</c>: exchanges a bearer token for session keys. The role of an account has its principal's name; the session has the
/// token's epoch and scope, so revoking the principal ends it too, and the token's end, so exchanging prolongs nothing: an hour after a client proved
/// itself it has to do so again. SDKs renew by the expiry they are told, however much they asked for.
/// </summary>
public sealed partial class RoleSessions(BearerTokens tokens, SessionIssuer sessions)
{
    /// <summary>Exchanges a token. An unusable parameter is named before the token is looked at.</summary>
    public RoleSessionOutcome AssumeRoleWithWebIdentity(RoleSessionRequest request)
    {
        if (!Arn().IsMatch(request.RoleArn))
            return new RoleSessionOutcome.ValidationError("RoleArn is written arn:aws:iam::<account>:role/<name>.");
        if (!SessionName().IsMatch(request.RoleSessionName))
            return new RoleSessionOutcome.ValidationError("RoleSessionName is 2 to 64 letters, digits and the characters _+=,.@-");
        var lifetime = TimeSpan.FromSeconds(request.DurationSeconds ?? (int)Lifetimes.SessionMax.TotalSeconds);
        if (lifetime < Lifetimes.RoleSessionMin || lifetime > Lifetimes.SessionMax)
            return new RoleSessionOutcome.ValidationError("DurationSeconds is 900 to 3600.");
        return tokens.Authenticate(request.WebIdentityToken) switch
        {
            BearerOutcome.Valid valid => Assume(valid.Caller, request, lifetime),
            BearerOutcome.Expired => new RoleSessionOutcome.ExpiredToken(
                "The web identity token has expired; fetch a new one from the token endpoint."),
            _ => new RoleSessionOutcome.InvalidIdentityToken(
                "The web identity token is not one of this exchange; fetch one from the token endpoint."),
        };
    }

    private RoleSessionOutcome Assume(Caller caller, RoleSessionRequest request, TimeSpan lifetime)
    {
        var role = $"arn:aws:iam::{caller.Principal.Account}:role/{caller.Principal.Name}";
        if (request.RoleArn != role) return new RoleSessionOutcome.AccessDenied($"The web identity token may assume {role} only.");
        var credentials = sessions.Issue(caller.Principal, caller.PrincipalEpoch, caller.Scope, lifetime, caller.ExpiresAt);
        return new RoleSessionOutcome.Assumed(credentials, CallerIdentity.Of(caller.Principal, request.RoleSessionName), caller.Principal);
    }

    [GeneratedRegex(@"\Aarn:aws:iam::[0-9]{12}:role/[A-Za-z0-9._-]{1,64}\z", RegexOptions.CultureInvariant)]
    private static partial Regex Arn();

    [GeneratedRegex(@"\A[A-Za-z0-9_+=,.@-]{2,64}\z", RegexOptions.CultureInvariant)]
    private static partial Regex SessionName();
}
