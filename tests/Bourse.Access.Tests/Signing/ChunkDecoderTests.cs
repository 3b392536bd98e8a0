using System.Buffers;
using System.Text;
using Bourse.Access.Signing;
using Bourse.Storage.Checksums;
using FsCheck;
using FsCheck.Fluent;

namespace Bourse.Access.Tests.Signing;

public sealed class ChunkDecoderTests
{
    private const string Crc32C = "x-amz-checksum-crc32c";
    private const string Timestamp = "20130524T000000Z";
    private static readonly SignatureScope Scope = new("AKIAIOSFODNN7EXAMPLE", "20130524", "us-east-1", "s3");

    /// <summary>The signing key and the request's signature of the example in sigv4-streaming-trailers.html.</summary>
    private static ChunkSignatures Chain()
    {
        var key = new byte[SigningKey.LengthBytes];
        SigningKey.Derive("wJalrXUtnFEMI/K7MDENG/bPxRfiCYEXAMPLEKEY"u8, Scope, key);
        return new ChunkSignatures(key, Timestamp, Scope, Convert.FromHexString("106e2a8a18243abcf37539882f36619c00e2dfc72633413f02d3b74544bfeb8e"));
    }

    // As it comes over a network: cut anywhere. What is wrong does not depend on where, and content is worth something only when nothing is.
    private static SigV4Outcome.Failed? Decode(
        byte[] body, ChunkSignatures? signatures, string? announced, long decodedLength, out ReadOnlyMemory<byte> content, int piece = int.MaxValue)
    {
        using var decoder = new ChunkDecoder(signatures, announced, decodedLength);
        var written = new ArrayBufferWriter<byte>();
        SigV4Outcome.Failed? failed = null;
        for (var at = 0; failed is null && at < body.Length; at += Math.Min(piece, body.Length))
            failed = decoder.Write(body.AsSpan(at, Math.Min(piece, body.Length - at)), written);
        failed ??= decoder.Complete();
        content = failed is null ? written.WrittenMemory : default;
        return failed;
    }

    [Fact]
    public void The_published_upload_with_a_trailer_verifies()
    {
        var body = "10000;chunk-signature=b474d8862b1487a5145d686f57f013e54db672cee1c953b3010fb58501ef5aa2\r\n" + new string('a', 65_536)
            + "\r\n400;chunk-signature=1c1344b170168f8e65b41376b44b20fe354e373826ccbbe2c1d40a8cae51e5c7\r\n" + new string('a', 1024)
            + "\r\n0;chunk-signature=2ca2aba2005185cf7159c6277faf83795951dd77a3a99e6e65d5c9f85863f992\r\n"
            + "x-amz-checksum-crc32c:sOO8/Q==\r\nx-amz-trailer-signature:d81f82fc3505edab99d459891051a732e8730629a2e4a59689829ca17fe2e435\r\n\r\n";
        Assert.Null(Decode(Encoding.ASCII.GetBytes(body), Chain(), Crc32C, 66_560, out var content));
        Assert.Equal(new string('a', 66_560), Encoding.ASCII.GetString(content.Span));
    }

    // The checksums of "123456789" that the codes are known by; those of the two digests come from sha1sum and sha256sum.
    [Theory]
    [InlineData("x-amz-checksum-crc32", "cbf43926")]
    [InlineData("x-amz-checksum-crc32c", "e3069283")]
    [InlineData("x-amz-checksum-crc64nvme", "ae8b14860a799888")]
    [InlineData("x-amz-checksum-sha1", "f7c3bc1d808e04732adf679965ccc34ca7ae3441")]
    [InlineData("x-amz-checksum-sha256", "15e2b0d3c33891ebb0f1ef609ec419420c20e320ce94c65fbc8c3312448eb225")]
    public void A_checksum_is_that_of_the_standard(string name, string hex)
    {
        Assert.Equal(Convert.ToBase64String(Convert.FromHexString(hex)), RunningChecksum.Of(name, "123456789"u8));
        using var pieces = RunningChecksum.Start(name);
        foreach (var piece in (byte[][])[[.. "1234"u8], [], [.. "56789"u8]])
            pieces.Append(piece);
        Assert.Equal(Convert.ToBase64String(Convert.FromHexString(hex)), pieces.Value());
        Assert.False(RunningChecksum.IsKnown("x-amz-checksum-md5"));
    }

    [Theory]
    [InlineData("3\r\nabc\r\n0\r\nx-amz-checksum-crc32c:Nks/tw==\r\n\r\n", null)]
    [InlineData("3\r\nabc\r\n0\r\nX-Amz-Checksum-CRC32C: Nks/tw==\n\r\n", null)]
    [InlineData("3\r\nabc\r\n0\r\nx-amz-checksum-crc32c:Nks/tw==\r\n", null)]
    [InlineData("3\r\nabc\r\n0\r\nx-amz-checksum-crc32c:AAAAAA==\r\n\r\n", SigV4FailureCode.BadDigest)]
    [InlineData("3\r\nabc\r\n0\r\nx-amz-checksum-sha1:Nks/tw==\r\n\r\n", SigV4FailureCode.MalformedTrailerError)]
    [InlineData("3\r\nabc\r\n0\r\nx-amz-checksum-crc32c:Nks/tw==\r\nb:c\r\n\r\n", SigV4FailureCode.MalformedTrailerError)]
    [InlineData("3\r\nabc\r\n0\r\n\r\n", SigV4FailureCode.MalformedTrailerError)]
    [InlineData("2\r\nab\r\n0\r\nx-amz-checksum-crc32c:Nks/tw==\r\n\r\n", SigV4FailureCode.IncompleteBody)]
    [InlineData("3\nabc\r\n0\r\n", SigV4FailureCode.IncompleteBody)]
    [InlineData("-3\r\nabc\r\n0\r\n", SigV4FailureCode.IncompleteBody)]
    [InlineData("ffffffff\r\nabc\r\n0\r\n", SigV4FailureCode.IncompleteBody)]
    [InlineData("3;chunk-signature=00\r\nabc\r\n0\r\n", SigV4FailureCode.IncompleteBody)]
    [InlineData("3\r\nabc0\r\n", SigV4FailureCode.IncompleteBody)]
    [InlineData("3\r\nabc\r\n", SigV4FailureCode.IncompleteBody)]
    [InlineData("", SigV4FailureCode.IncompleteBody)]
    public void Unsigned_chunks_are_taken_apart_as_the_form_has_it_and_no_other_way(string body, SigV4FailureCode? code)
    {
        foreach (var piece in (int[])[1, 2, 7, int.MaxValue])
        {
            var failed = Decode(Encoding.ASCII.GetBytes(body), null, Crc32C, 3, out var content, piece);
            Assert.Equal((code, code is null ? "abc" : ""), (failed?.Code, Encoding.ASCII.GetString(content.Span)));
        }
    }

    [Fact]
    public void Any_cut_into_signed_chunks_is_put_together_and_any_changed_byte_is_refused() => Prop.ForAll(
        ArbMap.Default.ArbFor<byte[][]>(), ArbMap.Default.ArbFor<NonNegativeInt>(), (pieces, at) =>
        {
            var chunks = pieces.Where(piece => piece is { Length: > 0 }).ToArray();
            var content = chunks.SelectMany(piece => piece).ToArray();
            var (chain, sent) = (Chain(), new List<byte>());
            foreach (var chunk in chunks.Append([]))
            {
                sent.AddRange(Encoding.ASCII.GetBytes($"{chunk.Length:x};chunk-signature={Convert.ToHexStringLower(chain.SignNext(chunk))}\r\n"));
                sent.AddRange(chunk.Length > 0 ? [.. chunk, .. "\r\n"u8] : []);
            }
            var trailer = $"{Crc32C}:{RunningChecksum.Of(Crc32C, content)}\n";
            sent.AddRange(
                Encoding.ASCII.GetBytes($"{trailer}x-amz-trailer-signature:{Convert.ToHexStringLower(chain.SignTrailer(Encoding.ASCII.GetBytes(trailer)))}\r\n\r\n"));
            var body = sent.ToArray();
            Assert.Null(Decode(body, Chain(), Crc32C, content.Length, out var decoded, 1 + (at.Get % 97)));
            Assert.Equal(content, decoded.ToArray());

            // A bit that neither changes a letter's case, which names and sizes may have, nor makes another space of a space.
            body[at.Get % body.Length] ^= 0x40;
            Assert.NotNull(Decode(body, Chain(), Crc32C, content.Length, out var changed));
            Assert.True(changed.IsEmpty);
        }).QuickCheckThrowOnFailure();

    [Fact]
    public void Chunks_that_are_left_out_moved_or_taken_from_another_request_are_refused()
    {
        var chain = Chain();
        string[] signed = [.. new[] { "aa", "bb", "" }.Select(chunk =>
            $"{chunk.Length:x};chunk-signature={Convert.ToHexStringLower(chain.SignNext(Encoding.ASCII.GetBytes(chunk)))}\r\n{chunk}\r\n")];
        Assert.Null(Decode(Encoding.ASCII.GetBytes(string.Concat(signed)), Chain(), null, 4, out _));
        foreach (var (order, length) in new[] { (new[] { 0, 2 }, 2), ([1, 0, 2], 4), ([0, 1, 1, 2], 6), ([1, 2], 2) })
        {
            var body = Encoding.ASCII.GetBytes(string.Concat(order.Select(index => signed[index])));
            Assert.Equal(SigV4FailureCode.SignatureDoesNotMatch, Decode(body, Chain(), null, length, out _)!.Code);
        }
    }
}
