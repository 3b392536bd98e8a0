using Bourse.Access.Identity;

namespace Bourse.Access.Credentials;

/// <summary>What became of asking STS for session keys. The names of the failures are those of STS's error codes.</summary>
public abstract record RoleSessionOutcome
{
    private RoleSessionOutcome() { }

    /// <summary>Keys were issued.</summary>
    /// <param name="Credentials">The keys.</param>
    /// <param name="Identity">Who they act as.</param>
    /// <param name="Principal">The same as a principal, for the audit log.</param>
    public sealed record Assumed(SessionCredentials Credentials, CallerIdentity Identity, Principal Principal) : RoleSessionOutcome;

    /// <summary><c>ValidationError</c>, 400: a parameter is missing or malformed.</summary>
    public sealed record ValidationError(string Message) : RoleSessionOutcome;

    /// <summary><c>MalformedPolicyDocument</c>, 400: the session policy is none, or says what a session cannot be confined to.</summary>
    public sealed record MalformedPolicy(string Message) : RoleSessionOutcome;

    /// <summary><c>InvalidIdentityToken</c>, 400: the token is not one of ours.</summary>
    public sealed record InvalidIdentityToken(string Message) : RoleSessionOutcome;

    /// <summary><c>ExpiredTokenException</c>, 400: the token has expired.</summary>
    public sealed record ExpiredToken(string Message) : RoleSessionOutcome;

    /// <summary><c>AccessDenied</c>, 403: the token's holder may not assume that role.</summary>
    public sealed record AccessDenied(string Message) : RoleSessionOutcome;
}
