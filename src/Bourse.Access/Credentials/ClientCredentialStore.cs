using System.Diagnostics.CodeAnalysis;
using System.Security.Cryptography;
using Bourse.Access.Identity;
using Bourse.Access.Keys;
using Bourse.Access.Principals;
using Bourse.Metastore;

namespace Bourse.Access.Credentials;

/// <summary>
/// The only standing credentials there are: public keys, and at most two overlapping client secrets of 256 random bits, kept as SHA-256,
/// that end within
/// 90 days. Both are good at the token endpoint alone.
/// </summary>
[SuppressMessage("Performance", "CA1822", Justification = "Callers hold one store; which of its calls needs the clock is no affair of theirs.")]
public sealed class ClientCredentialStore(AccountStore accounts, TimeProvider time, RandomNumberGenerator random)
{
    /// <summary>What each client secret starts with, so that scanners for leaked secrets know it.</summary>
    public const string SecretPrefix = "brc_";

    private const int SecretBytes = 32;
    private const int SecretsMax = 2;
    private const int KeysMax = 4;

    /// <summary>Issues a client secret.</summary>
    /// <param name="session">The transaction.</param>
    /// <param name="principal">Whom it authenticates; must exist.</param>
    /// <param name="lifetime">More than 0, at most 90 days, which is the default.</param>
    public async Task<IssueSecretOutcome> IssueSecretAsync(IMetastoreWriteSession session, Principal principal, TimeSpan? lifetime = null)
    {
        var lives = lifetime ?? Lifetimes.ClientSecretMax;
        ArgumentOutOfRangeException.ThrowIfLessThanOrEqual(lives, TimeSpan.Zero, nameof(lifetime));
        ArgumentOutOfRangeException.ThrowIfGreaterThan(lives, Lifetimes.ClientSecretMax, nameof(lifetime));
        await RequirePrincipalAsync(session, principal);
        var now = time.GetUtcNow();
        await session.ExecuteAsync(
            "DELETE FROM client_secrets WHERE account_id = @account AND principal = @name AND expires_at <= @now", Key(principal, now));
        if ((await SecretHashesAsync(session, principal)).Count >= SecretsMax)
        {
            return new IssueSecretOutcome.TooMany(
                $"The client {ClientIds.For(principal)} has {SecretsMax} secrets in force; "
                + "let one expire, or have its credentials revoked, before a new one is issued.");
        }
        var bytes = new byte[SecretBytes];
        random.GetBytes(bytes);
        var secret = new SecretText(SecretPrefix + StrictBase64Url.Encode(bytes));
        CryptographicOperations.ZeroMemory(bytes);
        await session.ExecuteAsync(
            """
            INSERT INTO client_secrets (secret_hash, account_id, principal, created_at, expires_at)
            VALUES (@hash, @account, @name, @now, @expires)
            """,
            new
            {
                hash = SHA256.HashData(secret.Utf8), account = principal.Account.Value, name = principal.Name,
                now = MetastoreTime.ToMicroseconds(now), expires = MetastoreTime.ToMicroseconds(now + lives),
            });
        return new IssueSecretOutcome.Issued(ClientIds.For(principal), secret, now + lives);
    }

    /// <summary>Ends all client secrets of a principal. Tokens got with them live on until they expire or the epoch is raised.</summary>
    /// <returns>How many were ended.</returns>
    public async Task<int> RevokeSecretsAsync(IMetastoreWriteSession session, Principal principal) =>
        await session.ExecuteAsync(
            "DELETE FROM client_secrets WHERE account_id = @account AND principal = @name", Key(principal, time.GetUtcNow()));

    /// <summary>Registers a public key, at most four a principal. Registering it again changes nothing.</summary>
    /// <param name="session">The transaction.</param>
    /// <param name="principal">Whom it authenticates; must exist.</param>
    /// <param name="jwkOrPem">A JWK as JSON, or PEM; RSA of 2048 bits or more (RS256, PS256), P-256 (ES256), or Ed25519 (EdDSA).</param>
    public async Task<RegisterKeyOutcome> RegisterPublicKeyAsync(IMetastoreWriteSession session, Principal principal, string jwkOrPem)
    {
        if (PublicKeyReader.Read(jwkOrPem, out var problem) is not { } key) return new RegisterKeyOutcome.Refused(problem);
        await RequirePrincipalAsync(session, principal);
        var registered = await JwksAsync(session, principal);
        var known = registered.Select(jwk => PublicKeyReader.Read(jwk, out _)!).FirstOrDefault(other => other.KeyId == key.KeyId);
        if (known is not null && known.Algorithm != key.Algorithm)
            return new RegisterKeyOutcome.Refused($"This key is registered for {known.Algorithm}; a key is used with one algorithm only.");
        if (known is null && registered.Count >= KeysMax)
            return new RegisterKeyOutcome.Refused($"The client {ClientIds.For(principal)} has {KeysMax} keys; have its credentials revoked first.");
        if (known is null)
        {
            await session.ExecuteAsync(
                "INSERT INTO client_keys (account_id, principal, key_id, jwk, created_at) VALUES (@account, @name, @id, @jwk, @now)",
                new
                {
                    account = principal.Account.Value, name = principal.Name, id = key.KeyId, jwk = key.Jwk,
                    now = MetastoreTime.ToMicroseconds(time.GetUtcNow()),
                });
        }
        return new RegisterKeyOutcome.Registered(ClientIds.For(principal), key.KeyId, key.Algorithm.ToString());
    }

    /// <summary>Removes all public keys of a principal. Tokens got with them live on until they expire or the epoch is raised.</summary>
    /// <returns>How many were registered.</returns>
    public async Task<int> RemovePublicKeysAsync(IMetastoreWriteSession session, Principal principal) =>
        await session.ExecuteAsync(
            "DELETE FROM client_keys WHERE account_id = @account AND principal = @name", new { account = principal.Account.Value, name = principal.Name });

    /// <summary>What an enabled client can prove itself with; null when there is no such client.</summary>
    internal async Task<ClientRecord?> FindAsync(IMetastoreSession session, Principal principal)
    {
        if (await accounts.FindPrincipalAsync(session, principal) is not { Enabled: true } state) return null;
        var keys = await JwksAsync(session, principal);
        return new ClientRecord(
            state, await SecretHashesAsync(session, principal), [.. keys.Select(jwk => PublicKeyReader.Read(jwk, out _)!)]);
    }

    private Task<IReadOnlyList<byte[]>> SecretHashesAsync(IMetastoreSession session, Principal principal) => session.QueryAsync<byte[]>(
        "SELECT secret_hash FROM client_secrets WHERE account_id = @account AND principal = @name AND expires_at > @now",
        Key(principal, time.GetUtcNow()));

    private static Task<IReadOnlyList<string>> JwksAsync(IMetastoreSession session, Principal principal) => session.QueryAsync<string>(
        "SELECT jwk FROM client_keys WHERE account_id = @account AND principal = @name ORDER BY created_at, key_id",
        new { account = principal.Account.Value, name = principal.Name });

    private async Task RequirePrincipalAsync(IMetastoreSession session, Principal principal)
    {
        if (await accounts.FindPrincipalAsync(session, principal) is null)
            throw new InvalidOperationException($"There is no principal {principal}.");
    }

    private static object Key(Principal principal, DateTimeOffset now) =>
        new { account = principal.Account.Value, name = principal.Name, now = MetastoreTime.ToMicroseconds(now) };
}
