using System.Security.Cryptography;
using Bourse.Access.Auditing.Checkpoints;
using Bourse.Access.Auditing.Ed25519;
using Bourse.Access.Keys;
using Bourse.Events;
using Bourse.Metastore;

namespace Bourse.Access.Auditing;

/// <summary>The log's signing key: made once, kept sealed by the key ring.</summary>
public sealed class AuditKeys(IMetastore metastore, ISecretProtector protector, TimeProvider clock, RandomNumberGenerator random)
{
    private const string Purpose = "audit-signing-key";

    /// <summary>The signer of the log of this origin; its key is made when there is none yet.</summary>
    /// <param name="origin">Names the log for ever, such as <c>data.example.com/bourse</c>.</param>
    /// <param name="cancellationToken">Cancels.</param>
    /// <exception cref="KeyRingException">The key ring cannot open the key: it is another one than sealed it.</exception>
    public async Task<NoteSigner> OpenOrCreateAsync(string origin, CancellationToken cancellationToken = default)
    {
        var fresh = new byte[Ed25519PrivateKey.SeedBytes];
        random.GetBytes(fresh);
        try
        {
            var row = await metastore.WriteAsync(session => FindOrInsertAsync(session, origin, fresh), cancellationToken);
            return Open(origin, row);
        }
        finally
        {
            CryptographicOperations.ZeroMemory(fresh);
        }
    }

    private async Task<KeyRow> FindOrInsertAsync(IMetastoreWriteSession session, string origin, byte[] seed)
    {
        if (await FindAsync(session, origin) is { } known)
            return known;
        using var key = new Ed25519PrivateKey(seed);
        var row = new KeyRow { PublicKey = key.PublicKey.ToArray(), SealedSeed = protector.Protect(Purpose, seed) };
        await session.ExecuteAsync(
            "INSERT INTO audit_keys (origin, public_key, sealed_seed, created_at) VALUES (@origin, @PublicKey, @SealedSeed, @now)",
            new { origin, row.PublicKey, row.SealedSeed, now = MetastoreTime.ToMicroseconds(clock.GetUtcNow()) });
        return row;
    }

    private NoteSigner Open(string origin, KeyRow row)
    {
        var seed = protector.Unprotect(Purpose, row.SealedSeed);
        try
        {
            return new NoteSigner(origin, new Ed25519PrivateKey(seed));
        }
        finally
        {
            CryptographicOperations.ZeroMemory(seed);
        }
    }

    private static Task<KeyRow?> FindAsync(IMetastoreSession session, string origin) =>
        session.QuerySingleOrDefaultAsync<KeyRow>("SELECT public_key, sealed_seed FROM audit_keys WHERE origin = @origin", new { origin });

    private sealed record KeyRow
    {
        public required byte[] PublicKey { get; init; }

        public required byte[] SealedSeed { get; init; }
    }
}
