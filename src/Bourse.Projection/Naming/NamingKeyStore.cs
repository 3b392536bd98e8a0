using System.Security.Cryptography;
using Bourse.Events;
using Bourse.Metastore;

namespace Bourse.Projection.Naming;

/// <summary>Keeps the naming key in the metastore, sealed by the key ring, so that all nodes of an exchange give equal names.</summary>
public static class NamingKeyStore
{
    private const string Name = "naming-key";

    /// <summary>The key; made at the first call on a new metastore.</summary>
    public static async Task<NamingKey> LoadOrCreateAsync(
        IMetastore metastore, ISecretProtector protector, RandomNumberGenerator random, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(metastore);
        ArgumentNullException.ThrowIfNull(protector);
        ArgumentNullException.ThrowIfNull(random);

        var fresh = new byte[NamingKey.Length];
        random.GetBytes(fresh);
        var offered = Convert.ToBase64String(protector.Protect(Purpose, fresh));
        // Of two nodes that start on an empty metastore, one inserts and both read its key.
        var sealedKey = await metastore.WriteAsync(
            async session =>
            {
                await session.ExecuteAsync(
                    "INSERT INTO projection_secrets (name, sealed) VALUES (@Name, @offered) ON CONFLICT (name) DO NOTHING", new { Name, offered });
                return await session.QuerySingleOrDefaultAsync<string>("SELECT sealed FROM projection_secrets WHERE name = @Name", new { Name });
            },
            cancellationToken);
        return new NamingKey(protector.Unprotect(Purpose, Convert.FromBase64String(sealedKey!)));
    }

    private const string Purpose = "bourse.projection.naming-key";
}
