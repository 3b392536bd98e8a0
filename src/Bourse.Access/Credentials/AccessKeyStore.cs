using System.Diagnostics.CodeAnalysis;
using System.Security.Cryptography;
using Bourse.Access.Identity;
using Bourse.Access.Keys;
using Bourse.Access.Principals;
using Bourse.Metastore;

namespace Bourse.Access.Credentials;

/// <summary>
/// Keys for tools that know no session token, the exception to decision 8: they stand for 12 hours at most, open S3 alone, get no further credential, and end at once
/// when they are revoked. Each change raises the policy version, by which every node learns of it.
/// </summary>
[SuppressMessage("Performance", "CA1822", Justification = "Callers hold one store; which of its calls needs the clock is no affair of theirs.")]
public sealed class AccessKeyStore(AccountStore accounts, IKeyRing keys, TimeProvider time, RandomNumberGenerator random)
{
    /// <summary>How many keys in force a principal may have.</summary>
    public const int KeysMax = 5;

    internal const string SealPurpose = "access-key";
    private const string Columns = "key_id, account_id, principal, epoch, secret, created_at, expires_at, revoked_at";

    /// <summary>Makes a key.</summary>
    /// <param name="session">The transaction.</param>
    /// <param name="principal">Who signs with it; must exist.</param>
    /// <param name="lifetime">More than 0, at most <see cref="Lifetimes.AccessKeyMax"/>.</param>
    /// <returns>The key; null when the principal has <see cref="KeysMax"/> in force.</returns>
    /// <exception cref="InvalidOperationException">There is no such principal.</exception>
    public async Task<NewAccessKey?> CreateAsync(IMetastoreWriteSession session, Principal principal, TimeSpan lifetime)
    {
        ArgumentOutOfRangeException.ThrowIfLessThanOrEqual(lifetime, TimeSpan.Zero);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(lifetime, Lifetimes.AccessKeyMax);
        var state = await accounts.FindPrincipalAsync(session, principal) ?? throw new InvalidOperationException($"There is no principal {principal}.");
        var now = time.GetUtcNow();
        if ((await ListAsync(session, principal.Account)).Count(key => key.Principal == principal && IsInForce(key, now, state.Epoch)) >= KeysMax)
            return null;
        var secret = new SecretText(KeyMaterial.NewSecret(random));
        var made = new AccessKey
        {
            Id = KeyMaterial.NewId(AccessKey.Prefix, random),
            Principal = principal,
            Epoch = state.Epoch,
            CreatedAt = now,
            ExpiresAt = now + lifetime,
            RevokedAt = null,
            SealedSecret = keys.Protect(SealPurpose, secret.Utf8),
        };
        await session.ExecuteAsync(
            $"INSERT INTO access_keys ({Columns}) VALUES (@id, @account, @name, @epoch, @secret, @created, @expires, NULL)",
            new
            {
                id = made.Id, account = principal.Account.Value, name = principal.Name, epoch = made.Epoch, secret = made.SealedSecret,
                created = MetastoreTime.ToMicroseconds(made.CreatedAt), expires = MetastoreTime.ToMicroseconds(made.ExpiresAt),
            });
        await PolicyVersion.RaiseAsync(session);
        return new NewAccessKey(made, secret);
    }

    /// <summary>All keys of an account, also those that ended, oldest first.</summary>
    public async Task<IReadOnlyList<AccessKey>> ListAsync(IMetastoreSession session, AccountId account)
    {
        var rows = await session.QueryAsync<AccessKeyRow>(
            $"SELECT {Columns} FROM access_keys WHERE account_id = @account ORDER BY created_at, key_id", new { account = account.Value });
        return [.. rows.Select(row => row.ToKey())];
    }

    /// <summary>Ends a key.</summary>
    /// <returns>The key as it was; null when there is none with this id in force.</returns>
    public async Task<AccessKey?> RevokeAsync(IMetastoreWriteSession session, string id)
    {
        var now = MetastoreTime.ToMicroseconds(time.GetUtcNow());
        var row = await session.QuerySingleOrDefaultAsync<AccessKeyRow>(
            $"SELECT {Columns} FROM access_keys WHERE key_id = @id AND revoked_at IS NULL AND expires_at > @now", new { id, now });
        if (row is null)
            return null;
        await session.ExecuteAsync("UPDATE access_keys SET revoked_at = @now WHERE key_id = @id", new { id, now });
        await PolicyVersion.RaiseAsync(session);
        return row.ToKey();
    }

    /// <summary>The keys that are not over and not revoked: what a policy snapshot holds.</summary>
    internal static async Task<IReadOnlyList<AccessKey>> ListInForceAsync(IMetastoreSession session, DateTimeOffset now)
    {
        var rows = await session.QueryAsync<AccessKeyRow>(
            $"SELECT {Columns} FROM access_keys WHERE revoked_at IS NULL AND expires_at > @now", new { now = MetastoreTime.ToMicroseconds(now) });
        return [.. rows.Select(row => row.ToKey())];
    }

    /// <summary>Whether a key may be signed with.</summary>
    public static bool IsInForce(AccessKey key, DateTimeOffset now, long epoch) => key.RevokedAt is null && key.ExpiresAt > now && key.Epoch == epoch;

    private sealed record AccessKeyRow
    {
        public required string KeyId { get; init; }

        public required string AccountId { get; init; }

        public required string Principal { get; init; }

        public required long Epoch { get; init; }

        public required byte[] Secret { get; init; }

        public required long CreatedAt { get; init; }

        public required long ExpiresAt { get; init; }

        public long? RevokedAt { get; init; }

        public AccessKey ToKey() => new()
        {
            Id = KeyId,
            Principal = new Identity.Principal(Identity.AccountId.Parse(AccountId), Principal),
            Epoch = Epoch,
            CreatedAt = MetastoreTime.FromMicroseconds(CreatedAt),
            ExpiresAt = MetastoreTime.FromMicroseconds(ExpiresAt),
            RevokedAt = RevokedAt is { } at ? MetastoreTime.FromMicroseconds(at) : null,
            SealedSecret = Secret,
        };
    }
}
