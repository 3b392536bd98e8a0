using Bourse.Access.Identity;
using Bourse.Access.Keys;
using Bourse.Access.Signing;

namespace Bourse.Access.Tests.Signing;

/// <summary>One access key with a fixed secret, and the session token it goes with if any.</summary>
internal sealed class FixedKey(string accessKeyId, string secret, string? token) : ISigningKeySource
{
    public static Caller Caller { get; } = new()
    {
        Principal = new Principal(AccountId.Parse("222222222222"), Principal.ClientName),
        SessionId = "session",
        PrincipalEpoch = 1,
        Scope = new SessionScope.WholeAccount(),
        ExpiresAt = DateTimeOffset.MaxValue,
    };

    public SigningKeyOutcome Find(string key, string? sessionToken)
    {
        if (key != accessKeyId) return new SigningKeyOutcome.UnknownAccessKey();
        if (token is not null && sessionToken is null) return new SigningKeyOutcome.TokenMissing();
        if (token != sessionToken) return new SigningKeyOutcome.TokenInvalid();
        return new SigningKeyOutcome.Found(new SecretText(secret), Caller);
    }
}
