using System.Text;
using Bourse.Access.Authorization;
using Bourse.Access.Identity;

namespace Bourse.Access.Credentials;

/// <summary>
/// Says whose a sharing token is, by the policy last read. Whether that is current, and the token in force, is the authorizer's to say.
/// </summary>
public sealed class SharingTokens(PolicyFeed policy, TimeProvider time)
{
    private const int LengthMax = 128;

    /// <summary>Whether a text may be a sharing token, by how it begins.</summary>
    public static bool IsSharingToken(string token) => token.StartsWith(SharingTokenStore.SecretPrefix, StringComparison.Ordinal);

    /// <summary>Says whose token it is. Both failures are answered 401.</summary>
    /// <param name="token">What followed <c>Bearer </c>; hostile.</param>
    public BearerOutcome Authenticate(string token)
    {
        if (!IsSharingToken(token) || token.Length > LengthMax
            || policy.Latest?.FindSharingToken(SharingTokenStore.HashOf(Encoding.UTF8.GetBytes(token))) is not { } found)
        {
            return new BearerOutcome.Invalid();
        }
        return found.ExpiresAt <= time.GetUtcNow() ? new BearerOutcome.Expired() : new BearerOutcome.Valid(new Caller
        {
            Principal = found.Principal,
            SessionId = found.Id,
            PrincipalEpoch = found.Epoch,
            Scope = new SessionScope.WholeAccount(),
            ExpiresAt = found.ExpiresAt,
            HoldsSharingToken = true,
        });
    }
}
