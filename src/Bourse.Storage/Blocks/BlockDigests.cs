using System.Security.Cryptography;

namespace Bourse.Storage.Blocks;

/// <summary>
/// SHA-256 of every block of 1 MiB of one object, so that any range can be checked by reading no more than the blocks it touches. A value: whoever points to
/// an object keeps it beside the key (32 bytes a MiB). It is not found in the store, which could then vouch for itself.
/// </summary>
public sealed class BlockDigests : IEquatable<BlockDigests>
{
    /// <summary>Bytes in a block; the last one of an object may be shorter.</summary>
    public const int BlockBytes = 1 << 20;

    private const int DigestBytes = SHA256.HashSizeInBytes;
    private const int HeaderBytes = sizeof(long);

    private readonly byte[] _digests;

    private BlockDigests(long length, byte[] digests) => (Length, _digests) = (length, digests);

    /// <summary>The object's size in bytes.</summary>
    public long Length { get; }

    /// <summary>The number of blocks; 0 for an empty object.</summary>
    public int BlockCount => _digests.Length / DigestBytes;

    /// <summary>The digests of content in memory.</summary>
    public static BlockDigests Of(ReadOnlySpan<byte> content)
    {
        var digests = new byte[BlocksIn(content.Length) * DigestBytes];
        for (var block = 0; block * (long)BlockBytes < content.Length; block++)
        {
            var start = block * BlockBytes;
            SHA256.HashData(content.Slice(start, Math.Min(BlockBytes, content.Length - start)), digests.AsSpan(block * DigestBytes));
        }
        return new BlockDigests(content.Length, digests);
    }

    /// <summary>The digests of all that a stream still holds: of a finished file before it is adopted.</summary>
    public static async Task<BlockDigests> OfAsync(Stream content, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(content);
        using var digests = new MemoryStream();
        var buffer = new byte[BlockBytes];
        var digest = new byte[DigestBytes];
        long length = 0;
        int read;
        while ((read = await content.ReadAtLeastAsync(buffer, BlockBytes, throwOnEndOfStream: false, cancellationToken)) > 0)
        {
            SHA256.HashData(buffer.AsSpan(0, read), digest);
            digests.Write(digest);
            length += read;
        }
        return new BlockDigests(length, digests.ToArray());
    }

    /// <summary>Reads what <see cref="ToBytes"/> wrote.</summary>
    /// <exception cref="FormatException">The bytes are no digests.</exception>
    public static BlockDigests Parse(ReadOnlySpan<byte> bytes)
    {
        if (bytes.Length < HeaderBytes)
            throw new FormatException("Block digests begin with the length of their object in 8 bytes.");
        var length = System.Buffers.Binary.BinaryPrimitives.ReadInt64LittleEndian(bytes);
        if (length < 0 || (bytes.Length - HeaderBytes) % DigestBytes != 0 || BlocksIn(length) != (bytes.Length - HeaderBytes) / DigestBytes)
            throw new FormatException($"Block digests of {length} bytes of content have one digest of {DigestBytes} bytes a MiB.");
        return new BlockDigests(length, bytes[HeaderBytes..].ToArray());
    }

    /// <summary>The length (8 bytes, little-endian) and the digests in the order of blocks, to be kept.</summary>
    public byte[] ToBytes()
    {
        var bytes = new byte[HeaderBytes + _digests.Length];
        System.Buffers.Binary.BinaryPrimitives.WriteInt64LittleEndian(bytes, Length);
        _digests.CopyTo(bytes, HeaderBytes);
        return bytes;
    }

    /// <summary>The bytes in a block.</summary>
    public int LengthOf(int block)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(block);
        ArgumentOutOfRangeException.ThrowIfGreaterThanOrEqual(block, BlockCount);
        return (int)Math.Min(BlockBytes, Length - ((long)block * BlockBytes));
    }

    /// <summary>The bytes of the whole blocks that a range inside the object touches.</summary>
    /// <param name="offset">First byte of the range.</param>
    /// <param name="length">Its bytes; none touch no block.</param>
    public (long Offset, long Length) BlocksAround(long offset, long length)
    {
        var first = offset / BlockBytes * BlockBytes;
        return (first, length == 0 ? 0 : Math.Min(Length, (((offset + length - 1) / BlockBytes) + 1) * BlockBytes) - first);
    }

    /// <summary>Whether a block has these bytes.</summary>
    public bool Matches(int block, ReadOnlySpan<byte> content)
    {
        if (content.Length != LengthOf(block))
            return false;
        Span<byte> digest = stackalloc byte[DigestBytes];
        SHA256.HashData(content, digest);
        return digest.SequenceEqual(_digests.AsSpan(block * DigestBytes, DigestBytes));
    }

    /// <inheritdoc />
    public bool Equals(BlockDigests? other) => other is not null && other.Length == Length && other._digests.AsSpan().SequenceEqual(_digests);

    /// <inheritdoc />
    public override bool Equals(object? obj) => Equals(obj as BlockDigests);

    /// <inheritdoc />
    public override int GetHashCode() => HashCode.Combine(Length, _digests.Length == 0 ? 0 : BitConverter.ToInt32(_digests));

    private static long BlocksIn(long length) => (length / BlockBytes) + (length % BlockBytes == 0 ? 0 : 1);
}
