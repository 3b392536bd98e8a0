using System.Security.Cryptography;
using Bourse.Storage.Blocks;
using FsCheck;
using FsCheck.Fluent;

namespace Bourse.Storage.Tests.Blocks;

public sealed class BlockDigestsTests
{
    [Fact]
    public void Every_block_has_the_SHA_256_of_its_bytes_and_the_last_may_be_short()
    {
        var content = RandomNumberGenerator.GetBytes(BlockDigests.BlockBytes + 5);
        var digests = BlockDigests.Of(content);
        byte[] expected =
            [5, 0, 0x10, 0, 0, 0, 0, 0, .. SHA256.HashData(content.AsSpan(0, BlockDigests.BlockBytes)), .. SHA256.HashData(content.AsSpan(BlockDigests.BlockBytes))];
        Assert.Equal(expected, digests.ToBytes());
        Assert.Equal((2, BlockDigests.BlockBytes, 5), (digests.BlockCount, digests.LengthOf(0), digests.LengthOf(1)));
    }

    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    [InlineData(BlockDigests.BlockBytes)]
    [InlineData((2 * BlockDigests.BlockBytes) + 1)]
    public async Task Memory_stream_and_kept_bytes_give_equal_digests(int length)
    {
        var content = RandomNumberGenerator.GetBytes(length);
        var digests = BlockDigests.Of(content);
        using var stream = new MemoryStream(content);
        Assert.Equal(digests, await BlockDigests.OfAsync(stream));
        Assert.Equal(digests, BlockDigests.Parse(digests.ToBytes()));
        Assert.Equal(length, digests.Length);
    }

    [Fact]
    public void Any_changed_bit_of_a_block_is_seen() => Prop.ForAll(ArbMap.Default.ArbFor<int>(), seed =>
    {
        var random = new Random(seed);
        var content = new byte[random.Next(1, 100_000)];
        random.NextBytes(content);
        var digests = BlockDigests.Of(content);
        var sound = digests.Matches(0, content);
        content[random.Next(content.Length)] ^= (byte)(1 << random.Next(8));
        return sound && !digests.Matches(0, content) && !digests.Matches(0, content.AsSpan(1));
    }).QuickCheckThrowOnFailure();

    [Theory]
    [InlineData("")]
    [InlineData("01000000000000")]
    [InlineData("0100000000000000")]
    [InlineData("FFFFFFFFFFFFFFFF")]
    [InlineData("000000000000000000")]
    public void What_is_no_digest_of_an_object_is_refused(string hexadecimal) =>
        Assert.Throws<FormatException>(() => BlockDigests.Parse(Convert.FromHexString(hexadecimal)));
}
