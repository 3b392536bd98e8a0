using System.Security.Cryptography;
using Bourse.Events;
using Bourse.Projection.Naming;
using Bourse.Projection.Tests.Support;

namespace Bourse.Projection.Tests.Naming;

public sealed class NamingKeyStoreTests
{
    [Fact]
    public async Task All_nodes_get_the_one_key_and_the_metastore_holds_it_sealed()
    {
        await using var world = await ProjectionWorld.CreateAsync(Funds.Schema);
        using var random = RandomNumberGenerator.Create();
        var protector = new FlippingProtector();

        var first = await NamingKeyStore.LoadOrCreateAsync(world.Metastore, protector, random);
        var second = await NamingKeyStore.LoadOrCreateAsync(world.Metastore, protector, random);

        Assert.Equal(first.Derive("x"), second.Derive("x"));
        Assert.NotEqual(first.Derive("x"), first.Derive("y"));
        Assert.Equal("NamingKey(…)", first.ToString());
        var stored = await world.Metastore.ReadAsync(s => s.QuerySingleOrDefaultAsync<string>("SELECT sealed FROM projection_secrets"));
        Assert.Equal(protector.Sealed[0], Convert.FromBase64String(stored!));
    }

    [Fact]
    public void A_key_has_32_bytes() =>
        Assert.Equal("A naming key has 32 bytes. (Parameter 'secret')", Assert.Throws<ArgumentException>(() => new NamingKey(new byte[31])).Message);

    private sealed class FlippingProtector : ISecretProtector
    {
        public List<byte[]> Sealed { get; } = [];

        public byte[] Protect(string purpose, ReadOnlySpan<byte> secret)
        {
            Assert.Equal("bourse.projection.naming-key", purpose);
            Sealed.Add([.. secret.ToArray().Select(b => (byte)~b)]);
            return Sealed[^1];
        }

        public byte[] Unprotect(string purpose, ReadOnlySpan<byte> protectedSecret) => [.. protectedSecret.ToArray().Select(b => (byte)~b)];
    }
}
