using Bourse.Access.Identity;
using Bourse.Access.Keys;

namespace Bourse.Access.Credentials;

/// <summary>The token endpoint's answer.</summary>
public abstract record TokenOutcome
{
    private TokenOutcome() { }

    /// <summary>A token (RFC 6749 section 5.1; <c>token_type</c> is <c>bearer</c>).</summary>
    /// <param name="AccessToken">The token.</param>
    /// <param name="ExpiresInSeconds">Its lifetime.</param>
    /// <param name="Scope">The scope granted.</param>
    /// <param name="Principal">Who it was issued to.</param>
    public sealed record Granted(SecretText AccessToken, int ExpiresInSeconds, string Scope, Principal Principal) : TokenOutcome;

    /// <summary>Refused (RFC 6749 section 5.2).</summary>
    /// <param name="Error">The code.</param>
    /// <param name="Description">What is wrong and what to do; the same for an unknown client, a wrong secret, and a client that no
    /// agreement serves.</param>
    public sealed record Refused(TokenError Error, string Description) : TokenOutcome;

    /// <summary>The node cannot decide at the moment: 503.</summary>
    public sealed record Unavailable : TokenOutcome;

    /// <summary>Too many failures from this address: 429.</summary>
    /// <param name="RetryAfterSeconds">When to try again, 1 or more.</param>
    public sealed record Throttled(int RetryAfterSeconds) : TokenOutcome;
}
