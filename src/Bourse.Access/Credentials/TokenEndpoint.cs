using System.Security.Cryptography;
using System.Text;
using Bourse.Access.Authorization;
using Bourse.Access.Identity;
using Bourse.Access.Resources;
using Bourse.Metastore;

namespace Bourse.Access.Credentials;

/// <summary>
/// The OAuth2 token endpoint (RFC 6749 section 4.4, client credentials), without HTTP. A token says who the client is; what it may do stays with the
/// authorizer, so every scope gets the same token and the answer names the one scope there is. A client that no agreement serves gets the answer of an unknown
/// one. The proof is always looked at first, so neither the answer nor its time tells anything to somebody who is not that client.
/// </summary>
public sealed class TokenEndpoint
{
    internal const string ClientNotProven = "The client is unknown, or its secret or assertion is wrong, expired or used before.";
    private const string GrantedScope = "catalog";

    private readonly IMetastore _metastore;
    private readonly ClientCredentialStore _clients;
    private readonly BearerTokens _tokens;
    private readonly AccessGate _gate;
    private readonly JwtVerifier _assertions;
    private readonly FailureThrottle _throttle;
    private readonly TimeProvider _time;

    /// <summary>With what the endpoint is called by its clients.</summary>
    /// <param name="metastore">Holds clients and used assertions.</param>
    /// <param name="clients">Reads clients.</param>
    /// <param name="tokens">Issues tokens.</param>
    /// <param name="gate">Decides whether any agreement serves the client, and records it.</param>
    /// <param name="audiences">What an assertion's <c>aud</c> may be: the public addresses of this endpoint and of the exchange; at
    /// least one.</param>
    /// <param name="time">The clock.</param>
    public TokenEndpoint(
        IMetastore metastore, ClientCredentialStore clients, BearerTokens tokens, AccessGate gate, IReadOnlyCollection<string> audiences, TimeProvider time)
    {
        ArgumentOutOfRangeException.ThrowIfZero(audiences.Count, nameof(audiences));
        _metastore = metastore;
        _clients = clients;
        _tokens = tokens;
        _gate = gate;
        _assertions = new JwtVerifier([.. audiences], time);
        _throttle = new FailureThrottle(time);
        _time = time;
    }

    /// <summary>Answers a token request. Failures are counted per address and bounded.</summary>
    public async Task<TokenOutcome> GrantAsync(TokenRequest request, CancellationToken cancellation = default)
    {
        if (_throttle.RetryAfterSeconds(request.RemoteAddress) is > 0 and var wait) return new TokenOutcome.Throttled(wait);
        var outcome = TokenForm.Read(request, out var refusal) is { } proof ? await GrantAsync(proof, request, cancellation) : refusal!;
        if (outcome is TokenOutcome.Refused { Error: TokenError.InvalidClient }) _throttle.Count(request.RemoteAddress);
        return outcome;
    }

    private async Task<TokenOutcome> GrantAsync(ClientProof proof, TokenRequest request, CancellationToken cancellation)
    {
        if (!ClientIds.TryParse(TokenForm.ClientIdOf(proof), out var principal)) return NotProven();
        var client = await _metastore.ReadAsync(session => _clients.FindAsync(session, principal), cancellation);
        if (client is null) return NotProven();
        var problem = proof switch
        {
            ClientProof.Secret secret => ProblemOf(secret, client),
            ClientProof.Assertion assertion => await ProblemOfAsync(assertion, client, cancellation),
            _ => throw new InvalidOperationException($"Unknown proof {proof.GetType().Name}."),
        };
        if (problem is not null) return new TokenOutcome.Refused(TokenError.InvalidClient, problem);
        return await IssueAsync(principal, client.State.Epoch, request, cancellation);
    }

    private async Task<TokenOutcome> IssueAsync(Principal principal, long epoch, TokenRequest request, CancellationToken cancellation)
    {
        var token = _tokens.Issue(principal, epoch, Lifetimes.SessionMax);
        var caller = token.Caller with { RemoteAddress = request.RemoteAddress };
        return await _gate.DecideAsync(caller, AccessAction.IssueToken, new Resource.Exchange(), request.Context, cancellation) switch
        {
            Decision.Allowed => new TokenOutcome.Granted(
                token.Token, (int)(token.ExpiresAt - _time.GetUtcNow()).TotalSeconds, GrantedScope, principal),
            // The metastore has just said that the principal is enabled and in this epoch: this node's policy has not heard of it yet.
            Decision.Denied { Reason: DenyReason.SessionRevoked } or Decision.Unavailable => new TokenOutcome.Unavailable(),
            _ => NotProven(),
        };
    }

    private static string? ProblemOf(ClientProof.Secret secret, ClientRecord client)
    {
        var hash = SHA256.HashData(Encoding.UTF8.GetBytes(secret.Text));
        var matches = false;
        foreach (var known in client.SecretHashes) matches |= CryptographicOperations.FixedTimeEquals(known, hash);
        return matches ? null : ClientNotProven;
    }

    private async Task<string?> ProblemOfAsync(ClientProof.Assertion assertion, ClientRecord client, CancellationToken cancellation) =>
        _assertions.Verify(assertion.Jws, assertion.ClientId, client.Keys) switch
        {
            AssertionOutcome.ClaimsRefused refused => $"The assertion is refused: {refused.Rule}.",
            AssertionOutcome.Verified verified =>
                await _metastore.WriteAsync(session => UseOnceAsync(session, assertion.ClientId, verified), cancellation)
                ? null
                : "The assertion is refused: its \"jti\" was used before.",
            _ => ClientNotProven,
        };

    private async Task<bool> UseOnceAsync(IMetastoreWriteSession session, string clientId, AssertionOutcome.Verified claims)
    {
        await session.ExecuteAsync(
            "DELETE FROM used_assertions WHERE expires_at <= @now", new { now = MetastoreTime.ToMicroseconds(_time.GetUtcNow()) });
        return await session.ExecuteAsync(
            "INSERT INTO used_assertions (client_id, jti_hash, expires_at) VALUES (@clientId, @hash, @expires) ON CONFLICT DO NOTHING",
            new
            {
                clientId,
                hash = SHA256.HashData(Encoding.UTF8.GetBytes(claims.TokenId)),
                expires = MetastoreTime.ToMicroseconds(claims.ExpiresAt),
            }) == 1;
    }

    private static TokenOutcome.Refused NotProven() => new(TokenError.InvalidClient, ClientNotProven);
}
