using System.Text.RegularExpressions;
using Bourse.Access.Identity;

namespace Bourse.Access.Credentials;

/// <summary>
/// STS's ways to session keys: <c>AssumeRoleWithWebIdentity</c> exchanges a bearer token, <c>AssumeRole</c> and <c>GetSessionToken</c> a session. The role of an account
/// has its principal's name; the new session has the epoch of what it rests on, so revoking the principal ends it too, its scope or a narrower one, and its end, so
/// exchanging prolongs nothing: an hour after a client proved itself it has to do so again. SDKs renew by the expiry they are told, however much they asked for.
/// </summary>
public sealed partial class RoleSessions(BearerTokens tokens, SessionIssuer sessions)
{
    private const int PoliciesMax = 3;

    /// <summary>Exchanges a token. An unusable parameter is named before the token is looked at.</summary>
    public RoleSessionOutcome AssumeRoleWithWebIdentity(RoleSessionRequest request)
    {
        if (Mistake(request.RoleArn, request.RoleSessionName) is { } mistake) return mistake;
        if (LifetimeOf(request.DurationSeconds) is not { } lifetime) return WrongDuration();
        return tokens.Authenticate(request.WebIdentityToken) switch
        {
            BearerOutcome.Valid valid => IsOwnRole(valid.Caller, request.RoleArn, out var role)
                ? Issue(valid.Caller, valid.Caller.Scope, lifetime, request.RoleSessionName)
                : new RoleSessionOutcome.AccessDenied($"The web identity token may assume {role} only."),
            BearerOutcome.Expired => new RoleSessionOutcome.ExpiredToken(
                "The web identity token has expired; fetch a new one from the token endpoint."),
            _ => new RoleSessionOutcome.InvalidIdentityToken(
                "The web identity token is not one of this exchange; fetch one from the token endpoint."),
        };
    }

    /// <summary>Makes a session of the caller's own role, confined by a policy where there is one. No other account's role can be assumed: none trusts another.</summary>
    public RoleSessionOutcome AssumeRole(Caller caller, OwnRoleRequest request)
    {
        if (Mistake(request.RoleArn, request.RoleSessionName) is { } mistake) return mistake;
        if (LifetimeOf(request.DurationSeconds) is not { } lifetime) return WrongDuration();
        var policy = request.Policy is { } text ? SessionPolicyReader.Read(text) : null;
        if (policy is null && request.Policy is not null) return new RoleSessionOutcome.MalformedPolicy(SessionPolicyReader.Form);
        if (!IsOwnRole(caller, request.RoleArn, out var role))
            return new RoleSessionOutcome.AccessDenied($"These keys may assume {role} only.");
        if (Within(caller.Scope, policy) is not { } scope)
            return new RoleSessionOutcome.AccessDenied("These keys are confined to one table, or by several policies; a session of them takes no further policy.");
        return caller.HoldsAccessKey ? NoFurtherKeys() : Issue(caller, scope, lifetime, request.RoleSessionName);
    }

    /// <summary>Makes a session that may do what the caller's may.</summary>
    public RoleSessionOutcome GetSessionToken(Caller caller, int? durationSeconds)
    {
        if (LifetimeOf(durationSeconds) is not { } lifetime) return WrongDuration();
        return caller.HoldsAccessKey ? NoFurtherKeys() : Issue(caller, caller.Scope, lifetime, caller.SessionId);
    }

    private RoleSessionOutcome Issue(Caller caller, SessionScope scope, TimeSpan lifetime, string sessionName)
    {
        // Sessions end on whole seconds, so in the last one of what it rests on there is nothing left to give.
        if (!sessions.HasTimeUntil(caller.ExpiresAt))
            return new RoleSessionOutcome.ExpiredToken("What the session would rest on has expired; fetch a new token from the token endpoint.");
        var credentials = sessions.Issue(caller.Principal, caller.PrincipalEpoch, scope, lifetime, caller.ExpiresAt);
        return new RoleSessionOutcome.Assumed(credentials, CallerIdentity.Of(caller.Principal, sessionName), caller.Principal);
    }

    // A session of a session is within both. Tokens have to stay short enough for a header, so policies do not pile up without end.
    private static SessionScope? Within(SessionScope scope, SessionPolicy? policy) => (scope, policy) switch
    {
        (_, null) => scope,
        (SessionScope.WholeAccount, _) => new SessionScope.Confined([policy]),
        (SessionScope.Confined { Policies.Count: < PoliciesMax } confined, _) => new SessionScope.Confined([.. confined.Policies, policy]),
        _ => null,
    };

    private static bool IsOwnRole(Caller caller, string arn, out string role)
    {
        role = $"arn:aws:iam::{caller.Principal.Account}:role/{caller.Principal.Name}";
        return arn == role;
    }

    private static RoleSessionOutcome.ValidationError? Mistake(string arn, string sessionName) =>
        !Arn().IsMatch(arn) ? new("RoleArn is written arn:aws:iam::<account>:role/<name>.")
        : !SessionName().IsMatch(sessionName) ? new("RoleSessionName is 2 to 64 letters, digits and the characters _+=,.@-")
        : null;

    private static TimeSpan? LifetimeOf(int? seconds)
    {
        var lifetime = TimeSpan.FromSeconds(seconds ?? (int)Lifetimes.SessionMax.TotalSeconds);
        return lifetime < Lifetimes.RoleSessionMin || lifetime > Lifetimes.SessionMax ? null : lifetime;
    }

    private static RoleSessionOutcome.ValidationError WrongDuration() => new("DurationSeconds is 900 to 3600.");

    private static RoleSessionOutcome.AccessDenied NoFurtherKeys() => new("An access key opens S3 alone; it gets no session keys.");

    [GeneratedRegex(@"\Aarn:aws:iam::[0-9]{12}:role/[A-Za-z0-9._-]{1,64}\z", RegexOptions.CultureInvariant)]
    private static partial Regex Arn();

    [GeneratedRegex(@"\A[A-Za-z0-9_+=,.@-]{2,64}\z", RegexOptions.CultureInvariant)]
    private static partial Regex SessionName();
}
