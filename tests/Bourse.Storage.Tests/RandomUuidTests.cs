using System.Security.Cryptography;

namespace Bourse.Storage.Tests;

public sealed class RandomUuidTests
{
    [Theory]
    [InlineData(0x00, "00000000-0000-4000-8000-000000000000")]
    [InlineData(0xFF, "ffffffff-ffff-4fff-bfff-ffffffffffff")]
    public void Every_bit_is_drawn_but_those_of_the_version_and_the_variant(byte drawn, string expected)
    {
        using var random = new Same(drawn);

        Assert.Equal(Guid.Parse(expected), RandomUuid.New(random));
    }

    private sealed class Same(byte drawn) : RandomNumberGenerator
    {
        public override void GetBytes(byte[] data) => GetBytes(data.AsSpan());

        public override void GetBytes(Span<byte> data) => data.Fill(drawn);
    }
}
