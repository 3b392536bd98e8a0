using System.Security.Cryptography;

namespace Bourse.Access.Signing;

/// <summary>
/// The chain of signatures over an <c>aws-chunked</c> body: it begins with the request's own signature, and each chunk's covers the one before, so none can be left
/// out, repeated, moved or taken from another request.
/// </summary>
internal sealed class ChunkSignatures(byte[] signingKey, string timestamp, SignatureScope scope, byte[] seed)
{
    private const string ChunkAlgorithm = "AWS4-HMAC-SHA256-PAYLOAD";
    private const string TrailerAlgorithm = "AWS4-HMAC-SHA256-TRAILER";
    private readonly byte[] _previous = [.. seed];

    /// <summary>Whether the next chunk, whose content has this SHA-256, has this signature.</summary>
    public bool IsNext(ReadOnlySpan<byte> digest, ReadOnlySpan<byte> signature) => Advance(ChunkAlgorithm, digest, signature);

    /// <summary>Whether the trailer, written as <c>name:value\n</c>, has this signature.</summary>
    public bool IsTrailer(ReadOnlySpan<byte> fields, ReadOnlySpan<byte> signature) => Advance(TrailerAlgorithm, SHA256.HashData(fields), signature);

    /// <summary>The next chunk's signature; signing and verifying are one computation.</summary>
    public byte[] SignNext(ReadOnlySpan<byte> data) => Compute(ChunkAlgorithm, SHA256.HashData(data));

    /// <summary>The trailer's signature.</summary>
    public byte[] SignTrailer(ReadOnlySpan<byte> fields) => Compute(TrailerAlgorithm, SHA256.HashData(fields));

    private bool Advance(string algorithm, ReadOnlySpan<byte> digest, ReadOnlySpan<byte> signature) =>
        CryptographicOperations.FixedTimeEquals(Compute(algorithm, digest), signature);

    private byte[] Compute(string algorithm, ReadOnlySpan<byte> digest)
    {
        Span<byte> empty = stackalloc byte[SHA256.HashSizeInBytes];
        using var text = new SigningBuffer();
        text.Append($"{algorithm}\n{timestamp}\n{scope.Date}/{scope.Region}/{scope.Service}/{SigV4Names.ScopeEnd}\n");
        text.AppendHex(_previous);
        if (algorithm == ChunkAlgorithm)
        {
            text.Append((byte)'\n');
            SHA256.HashData([], empty);
            text.AppendHex(empty);
        }
        text.Append((byte)'\n');
        text.AppendHex(digest);
        HMACSHA256.HashData(signingKey, text.Written, _previous);
        return [.. _previous];
    }
}
