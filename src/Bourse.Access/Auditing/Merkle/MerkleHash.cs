using System.Buffers;
using System.Runtime.InteropServices;
using System.Security.Cryptography;

namespace Bourse.Access.Auditing.Merkle;

/// <summary>
/// A SHA-256 hash of a record or of a tree of records, as RFC 6962 section 2.1 makes them: 0x00 before a record, 0x01 before two hashes.
/// </summary>
public readonly record struct MerkleHash
{
    /// <summary>Length in bytes.</summary>
    public const int LengthBytes = 32;

    private readonly UInt128 _first;
    private readonly UInt128 _second;

    /// <summary>Takes 32 bytes.</summary>
    /// <exception cref="ArgumentException">They are not 32.</exception>
    public MerkleHash(ReadOnlySpan<byte> bytes)
    {
        if (bytes.Length != LengthBytes)
            throw new ArgumentException("A hash has 32 bytes.", nameof(bytes));
        (_first, _second) = (MemoryMarshal.Read<UInt128>(bytes), MemoryMarshal.Read<UInt128>(bytes[16..]));
    }

    /// <summary>The hash of the tree without records.</summary>
    public static MerkleHash Empty { get; } = new(SHA256.HashData([]));

    /// <summary>The hash of a record.</summary>
    public static MerkleHash OfRecord(ReadOnlySpan<byte> record)
    {
        Span<byte> hash = stackalloc byte[LengthBytes];
        using var sha = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        sha.AppendData([0x00]);
        sha.AppendData(record);
        sha.GetHashAndReset(hash);
        return new MerkleHash(hash);
    }

    /// <summary>The hash of the tree whose halves have these hashes.</summary>
    public static MerkleHash OfPair(MerkleHash left, MerkleHash right)
    {
        Span<byte> input = stackalloc byte[1 + (2 * LengthBytes)];
        input[0] = 0x01;
        left.CopyTo(input[1..]);
        right.CopyTo(input[(1 + LengthBytes)..]);
        Span<byte> hash = stackalloc byte[LengthBytes];
        SHA256.HashData(input, hash);
        return new MerkleHash(hash);
    }

    /// <summary>Writes the 32 bytes.</summary>
    public void CopyTo(Span<byte> destination)
    {
        MemoryMarshal.Write(destination, in _first);
        MemoryMarshal.Write(destination[16..], in _second);
    }

    /// <summary>The 32 bytes.</summary>
    public byte[] ToArray()
    {
        var bytes = new byte[LengthBytes];
        CopyTo(bytes);
        return bytes;
    }

    /// <summary>64 lower-case hexadecimal digits.</summary>
    public override string ToString() => Convert.ToHexStringLower(ToArray());

    /// <summary>Reads what <see cref="ToString"/> gave.</summary>
    public static bool TryParse(ReadOnlySpan<char> text, out MerkleHash hash)
    {
        Span<byte> bytes = stackalloc byte[LengthBytes];
        var valid = text.Length == 2 * LengthBytes && Convert.FromHexString(text, bytes, out _, out _) == OperationStatus.Done;
        hash = valid ? new MerkleHash(bytes) : default;
        return valid;
    }
}
