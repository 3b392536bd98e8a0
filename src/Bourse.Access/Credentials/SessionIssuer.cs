using System.Security.Cryptography;
using Bourse.Access.Identity;
using Bourse.Access.Keys;
using Bourse.Access.Signing;

namespace Bourse.Access.Credentials;

/// <summary>
/// Issues temporary keys, and finds the secret of keys it issued. It keeps nothing: the session token carries the session, sealed with
/// the key ring.
/// Whether the principal's epoch is still the current one is the authorizer's to say.
/// </summary>
public sealed class SessionIssuer(IKeyRing keys, TimeProvider time, RandomNumberGenerator random) : ISigningKeySource
{
    private const string AccessKeyPrefix = "ASIA";
    private readonly TicketSeal _seal = new(keys, "session-token");
    private readonly RecentSessions _recent = new();

    /// <summary>Issues keys.</summary>
    /// <param name="principal">Who they are for.</param>
    /// <param name="epoch">The principal's epoch, as it stands or as the credential that asks carries it.</param>
    /// <param name="scope">What they are confined to.</param>
    /// <param name="lifetime">More than 0, at most 1 h.</param>
    /// <param name="notAfter">The end of what they rest on, if it has one.</param>
    /// <exception cref="ArgumentException">The lifetime is out of range, or <paramref name="notAfter"/> has passed.</exception>
    public SessionCredentials Issue(Principal principal, long epoch, SessionScope scope, TimeSpan lifetime, DateTimeOffset? notAfter = null)
    {
        var ticket = new SessionTicket
        {
            Principal = principal,
            Epoch = epoch,
            SessionId = KeyMaterial.NewId(AccessKeyPrefix, random),
            ExpiresAt = Lifetimes.SessionEnd(time.GetUtcNow(), lifetime, notAfter),
            Scope = scope,
            Secret = KeyMaterial.NewSecret(random),
        };
        return new SessionCredentials(ticket.SessionId, new SecretText(ticket.Secret), _seal.Seal(ticket), ticket.ExpiresAt);
    }

    /// <summary>Whether keys that end then, at the latest, can still be issued.</summary>
    public bool HasTimeUntil(DateTimeOffset end) => Lifetimes.WholeSeconds(end) > time.GetUtcNow();

    /// <inheritdoc />
    public SigningKeyOutcome Find(string accessKeyId, string? sessionToken)
    {
        if (!KeyMaterial.IsId(accessKeyId, AccessKeyPrefix)) return new SigningKeyOutcome.UnknownAccessKey();
        if (string.IsNullOrEmpty(sessionToken)) return new SigningKeyOutcome.TokenMissing();
        if (!_recent.TryFind(accessKeyId, sessionToken, out var found))
        {
            if (!_seal.TryOpen(sessionToken, out var ticket) || ticket.SessionId != accessKeyId)
                return new SigningKeyOutcome.TokenInvalid();
            found = new SigningKeyOutcome.Found(new SecretText(ticket.Secret), ticket.ToCaller());
            _recent.Add(accessKeyId, sessionToken, found);
        }
        return found.Caller.ExpiresAt <= time.GetUtcNow() ? new SigningKeyOutcome.Expired() : found;
    }
}
