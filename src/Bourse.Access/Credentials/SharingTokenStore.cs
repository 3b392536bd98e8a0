using System.Diagnostics.CodeAnalysis;
using System.Security.Cryptography;
using Bourse.Access.Identity;
using Bourse.Access.Keys;
using Bourse.Access.Principals;
using Bourse.Metastore;

namespace Bourse.Access.Credentials;

/// <summary>
/// Tokens of Delta Sharing profiles (docs/decisions/0017): they stand for 90 days at most, read by that protocol alone, get no further credential, and end at once when
/// they are revoked. Each change raises the policy version, by which every node learns of it.
/// </summary>
[SuppressMessage("Performance", "CA1822", Justification = "Callers hold one store; which of its calls needs the clock is no affair of theirs.")]
public sealed class SharingTokenStore(AccountStore accounts, TimeProvider time, RandomNumberGenerator random)
{
    /// <summary>What each token starts with, so that scanners for leaked secrets know it.</summary>
    public const string SecretPrefix = "brd_";

    /// <summary>How many tokens in force a principal may have: the one in use, and the one that takes its place.</summary>
    public const int TokensMax = 2;

    private const int SecretBytes = 32;
    private const string Columns = "token_id, token_hash, account_id, principal, epoch, created_at, expires_at, revoked_at";

    /// <summary>Makes a token that lives <see cref="Lifetimes.SharingTokenMax"/>.</summary>
    /// <param name="session">The transaction.</param>
    /// <param name="principal">Who reads with it; must exist.</param>
    /// <param name="replaces">Whether those in force end, <see cref="Lifetimes.SharingTokenOverlap"/> from now at the latest.</param>
    /// <returns>The token; null when the principal has <see cref="TokensMax"/> in force.</returns>
    /// <exception cref="InvalidOperationException">There is no such principal.</exception>
    public async Task<NewSharingToken?> CreateAsync(IMetastoreWriteSession session, Principal principal, bool replaces)
    {
        var state = await accounts.FindPrincipalAsync(session, principal) ?? throw new InvalidOperationException($"There is no principal {principal}.");
        var now = time.GetUtcNow();
        if ((await ListAsync(session, principal.Account)).Count(token => token.Principal == principal && IsInForce(token, now, state.Epoch)) >= TokensMax)
            return null;
        if (replaces)
        {
            await session.ExecuteAsync(
                "UPDATE sharing_tokens SET expires_at = @end WHERE account_id = @account AND principal = @name AND revoked_at IS NULL AND expires_at > @end",
                new { account = principal.Account.Value, name = principal.Name, end = MetastoreTime.ToMicroseconds(now + Lifetimes.SharingTokenOverlap) });
        }
        var secret = NewSecret();
        var made = new SharingToken
        {
            Id = KeyMaterial.NewId(SharingToken.Prefix, random),
            Principal = principal,
            Epoch = state.Epoch,
            CreatedAt = now,
            ExpiresAt = Lifetimes.WholeSeconds(now + Lifetimes.SharingTokenMax),
            RevokedAt = null,
            Hash = HashOf(secret.Utf8),
        };
        await session.ExecuteAsync(
            $"INSERT INTO sharing_tokens ({Columns}) VALUES (@id, @hash, @account, @name, @epoch, @created, @expires, NULL)",
            new
            {
                id = made.Id, hash = SHA256.HashData(secret.Utf8), account = principal.Account.Value, name = principal.Name, epoch = made.Epoch,
                created = MetastoreTime.ToMicroseconds(made.CreatedAt), expires = MetastoreTime.ToMicroseconds(made.ExpiresAt),
            });
        await PolicyVersion.RaiseAsync(session);
        return new NewSharingToken(made, secret);
    }

    /// <summary>All tokens of an account, also those that ended, oldest first.</summary>
    public async Task<IReadOnlyList<SharingToken>> ListAsync(IMetastoreSession session, AccountId account)
    {
        var rows = await session.QueryAsync<SharingTokenRow>(
            $"SELECT {Columns} FROM sharing_tokens WHERE account_id = @account ORDER BY created_at, token_id", new { account = account.Value });
        return [.. rows.Select(row => row.ToToken())];
    }

    /// <summary>Ends tokens in force of an account.</summary>
    /// <param name="session">The transaction.</param>
    /// <param name="account">The account.</param>
    /// <param name="id">The token; null for all of them.</param>
    /// <returns>Those that were ended, as they were.</returns>
    public async Task<IReadOnlyList<SharingToken>> RevokeAsync(IMetastoreWriteSession session, AccountId account, string? id)
    {
        var now = time.GetUtcNow();
        var ended = (await ListAsync(session, account))
            .Where(token => token.RevokedAt is null && token.ExpiresAt > now && (id is null || token.Id == id)).ToArray();
        foreach (var token in ended)
        {
            await session.ExecuteAsync(
                "UPDATE sharing_tokens SET revoked_at = @now WHERE token_id = @id", new { id = token.Id, now = MetastoreTime.ToMicroseconds(now) });
        }
        if (ended.Length > 0)
            await PolicyVersion.RaiseAsync(session);
        return ended;
    }

    /// <summary>The tokens that are not over and not revoked: what a policy snapshot holds.</summary>
    internal static async Task<IReadOnlyList<SharingToken>> ListInForceAsync(IMetastoreSession session, DateTimeOffset now)
    {
        var rows = await session.QueryAsync<SharingTokenRow>(
            $"SELECT {Columns} FROM sharing_tokens WHERE revoked_at IS NULL AND expires_at > @now", new { now = MetastoreTime.ToMicroseconds(now) });
        return [.. rows.Select(row => row.ToToken())];
    }

    /// <summary>Whether a token may be read with.</summary>
    public static bool IsInForce(SharingToken token, DateTimeOffset now, long epoch) => token.RevokedAt is null && token.ExpiresAt > now && token.Epoch == epoch;

    /// <summary>By what a presented token is known.</summary>
    internal static string HashOf(ReadOnlySpan<byte> secret) => Convert.ToHexString(SHA256.HashData(secret));

    private SecretText NewSecret()
    {
        var bytes = new byte[SecretBytes];
        random.GetBytes(bytes);
        var secret = new SecretText(SecretPrefix + StrictBase64Url.Encode(bytes));
        CryptographicOperations.ZeroMemory(bytes);
        return secret;
    }

    private sealed record SharingTokenRow
    {
        public required string TokenId { get; init; }

        public required byte[] TokenHash { get; init; }

        public required string AccountId { get; init; }

        public required string Principal { get; init; }

        public required long Epoch { get; init; }

        public required long CreatedAt { get; init; }

        public required long ExpiresAt { get; init; }

        public long? RevokedAt { get; init; }

        public SharingToken ToToken() => new()
        {
            Id = TokenId,
            Hash = Convert.ToHexString(TokenHash),
            Principal = new Principal(Identity.AccountId.Parse(AccountId), Principal),
            Epoch = Epoch,
            CreatedAt = MetastoreTime.FromMicroseconds(CreatedAt),
            ExpiresAt = MetastoreTime.FromMicroseconds(ExpiresAt),
            RevokedAt = RevokedAt is { } at ? MetastoreTime.FromMicroseconds(at) : null,
        };
    }
}
