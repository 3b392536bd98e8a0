using System.Buffers;
using System.Security.Cryptography;

namespace Bourse.Access.Signing;

/// <summary>
/// Verifies one request's body as it arrives, in whichever mode the request declares, and takes it out of its chunks. It keeps nothing of the content. Whoever reads
/// content through it uses none before <see cref="Complete"/> finds nothing wrong.
/// </summary>
public sealed class PayloadVerification : IDisposable
{
    private readonly string _word;
    private readonly IncrementalHash? _hash;
    private readonly ChunkDecoder? _chunks;

    private PayloadVerification(PayloadMode mode, string word, ChunkDecoder? chunks, long? contentLength)
    {
        (Mode, _word, _chunks, ContentLength) = (mode, word, chunks, contentLength);
        _hash = mode == PayloadMode.Signed ? IncrementalHash.CreateHash(HashAlgorithmName.SHA256) : null;
    }

    /// <summary>How the signature covers the body.</summary>
    public PayloadMode Mode { get; }

    /// <summary>How long the content is said to be, in bytes, in the modes in chunks; null in the others, where it is the body's length.</summary>
    public long? ContentLength { get; }

    /// <summary>The trailing checksum by its header's name, compared once the body is complete; null in modes without a trailer.</summary>
    public KeyValuePair<string, string>? Trailing => _chunks?.Trailing;

    /// <summary>Takes the next bytes of the body, cut anywhere.</summary>
    /// <param name="received">The bytes as they came.</param>
    /// <param name="content">Where the content among them goes.</param>
    /// <returns>What is wrong, or null. After a mistake nothing more may be written.</returns>
    public SigV4Outcome.Failed? Write(ReadOnlySpan<byte> received, IBufferWriter<byte> content)
    {
        ArgumentNullException.ThrowIfNull(content);
        if (_chunks is not null) return _chunks.Write(received, content);
        _hash?.AppendData(received);
        content.Write(received);
        return null;
    }

    /// <summary>Says that the body has ended.</summary>
    /// <returns>What is wrong with the whole, or null: then the content is what was signed, as far as the mode covers it.</returns>
    public SigV4Outcome.Failed? Complete()
    {
        if (_chunks is not null) return _chunks.Complete();
        return _hash is null || Convert.ToHexStringLower(_hash.GetCurrentHash()) == _word
            ? null
            : new(SigV4FailureCode.XAmzContentSHA256Mismatch,
                "The provided x-amz-content-sha256 header does not match what was computed from the body.");
    }

    /// <inheritdoc />
    public void Dispose()
    {
        _hash?.Dispose();
        _chunks?.Dispose();
    }

    internal static PayloadVerification Whole(PayloadMode mode, string word) => new(mode, word, null, null);

    internal static PayloadVerification InChunks(PayloadMode mode, ChunkSignatures? signatures, string? announced, long contentLength) =>
        new(mode, "", new ChunkDecoder(signatures, announced, contentLength), contentLength);
}
