using System.Runtime.CompilerServices;
using Bourse.Access.Authorization;
using Bourse.Access.Identity;
using Bourse.Access.Keys;
using Bourse.Access.Signing;

namespace Bourse.Access.Credentials;

/// <summary>
/// The secrets that requests are verified with: of session keys, which carry their session, and of access keys, which are those of the policy last read. Whether that
/// is current, and the key in force, is the authorizer's to say.
/// </summary>
public sealed class SigningKeys(SessionIssuer sessions, PolicyFeed policy, IKeyRing keys, TimeProvider time) : ISigningKeySource
{
    // An entry lives as long as the snapshot that its key is of.
    private readonly ConditionalWeakTable<AccessKey, SigningKeyOutcome.Found> _opened = [];

    /// <inheritdoc />
    public SigningKeyOutcome Find(string accessKeyId, string? sessionToken)
    {
        if (!KeyMaterial.IsId(accessKeyId, AccessKey.Prefix))
            return sessions.Find(accessKeyId, sessionToken);
        if (policy.Latest?.FindAccessKey(accessKeyId) is not { } key)
            return new SigningKeyOutcome.UnknownAccessKey();
        // The key needs none, so whatever this is, the client has mixed up two credentials.
        if (!string.IsNullOrEmpty(sessionToken))
            return new SigningKeyOutcome.TokenInvalid();
        if (key.ExpiresAt <= time.GetUtcNow())
            return new SigningKeyOutcome.Expired();
        if (_opened.TryGetValue(key, out var known))
            return known;
        if (!keys.TryUnprotect(AccessKeyStore.SealPurpose, key.SealedSecret, out var secret))
            return new SigningKeyOutcome.UnknownAccessKey();
        return _opened.GetValue(key, _ => new SigningKeyOutcome.Found(
            new SecretText(System.Text.Encoding.UTF8.GetString(secret)),
            new Caller
            {
                Principal = key.Principal,
                SessionId = key.Id,
                PrincipalEpoch = key.Epoch,
                Scope = new SessionScope.WholeAccount(),
                ExpiresAt = key.ExpiresAt,
                HoldsAccessKey = true,
            }));
    }
}
