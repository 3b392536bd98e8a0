using System.Security.Cryptography;
using Bourse.Access.Identity;
using Bourse.Access.Keys;

namespace Bourse.Access.Credentials;

/// <summary>Opaque bearer tokens (RFC 6750): sealed, kept nowhere, readable by nobody but the holder of the key ring.</summary>
public sealed class BearerTokens(IKeyRing keys, TimeProvider time, RandomNumberGenerator random)
{
    /// <summary>What each token starts with, so that scanners for leaked secrets know it.</summary>
    public const string Prefix = "brs_";

    private const int SessionIdBytes = 12;
    private readonly TicketSeal _seal = new(keys, "bearer-token");

    /// <summary>Issues a token for everything the principal may do.</summary>
    /// <param name="principal">Who it is for.</param>
    /// <param name="epoch">The principal's epoch.</param>
    /// <param name="lifetime">More than 0, at most 1 h.</param>
    /// <param name="notAfter">The end of what it rests on, if it has one.</param>
    /// <exception cref="ArgumentException">The lifetime is out of range, or <paramref name="notAfter"/> has passed.</exception>
    public IssuedToken Issue(Principal principal, long epoch, TimeSpan lifetime, DateTimeOffset? notAfter = null)
    {
        Span<byte> id = stackalloc byte[SessionIdBytes];
        random.GetBytes(id);
        var ticket = new SessionTicket
        {
            Principal = principal,
            Epoch = epoch,
            SessionId = "BT" + Convert.ToHexString(id),
            ExpiresAt = Lifetimes.SessionEnd(time.GetUtcNow(), lifetime, notAfter),
            Scope = new SessionScope.WholeAccount(),
        };
        return new IssuedToken(new SecretText(Prefix + _seal.Seal(ticket)), ticket.ExpiresAt, ticket.ToCaller());
    }

    /// <summary>Says whose token it is. Both failures are answered 401.</summary>
    /// <param name="token">What followed <c>Bearer </c>; hostile.</param>
    public BearerOutcome Authenticate(string token)
    {
        if (!token.StartsWith(Prefix, StringComparison.Ordinal) || !_seal.TryOpen(token.AsSpan(Prefix.Length), out var ticket))
            return new BearerOutcome.Invalid();
        return ticket.ExpiresAt <= time.GetUtcNow() ? new BearerOutcome.Expired() : new BearerOutcome.Valid(ticket.ToCaller());
    }
}
