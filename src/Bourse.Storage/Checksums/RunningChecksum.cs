using System.Buffers.Binary;
using System.Diagnostics.CodeAnalysis;
using System.Security.Cryptography;

namespace Bourse.Storage.Checksums;

/// <summary>
/// One of S3's checksums (https://docs.aws.amazon.com/AmazonS3/latest/userguide/checking-object-integrity.html) over bytes that arrive in pieces. Named by its header,
/// <c>x-amz-checksum-crc32</c> and so on; its value is base64.
/// </summary>
public abstract class RunningChecksum : IDisposable
{
    /// <summary>What the names of all of them begin with.</summary>
    public const string Prefix = "x-amz-checksum-";

    private const string Crc32 = Prefix + "crc32";
    private const string Crc32C = Prefix + "crc32c";
    private const string Crc64Nvme = Prefix + "crc64nvme";
    private const string Sha1 = Prefix + "sha1";
    private const string Sha256 = Prefix + "sha256";

    private static readonly CrcTable Crc32Table = new(0xEDB88320, 32);
    private static readonly CrcTable Crc32CTable = new(0x82F63B78, 32);
    private static readonly CrcTable Crc64NvmeTable = new(0x9A6C9329AC4BC9B5, 64);

    private RunningChecksum() { }

    /// <summary>The headers' names.</summary>
    public static IReadOnlyList<string> Names { get; } = [Crc32, Crc32C, Crc64Nvme, Sha1, Sha256];

    /// <summary>Whether a header of this name is a checksum.</summary>
    public static bool IsKnown(string name) => Names.Contains(name);

    /// <summary>Begins a checksum.</summary>
    /// <exception cref="ArgumentOutOfRangeException">There is no such checksum.</exception>
    public static RunningChecksum Start(string name) => name switch
    {
        Crc32 => new Crc(Crc32Table),
        Crc32C => new Crc(Crc32CTable),
        Crc64Nvme => new Crc(Crc64NvmeTable),
        Sha1 => new Digest(HashAlgorithmName.SHA1),
        Sha256 => new Digest(HashAlgorithmName.SHA256),
        _ => throw new ArgumentOutOfRangeException(nameof(name), name, "No checksum of S3's."),
    };

    /// <summary>The checksum of content that is all there.</summary>
    /// <exception cref="ArgumentOutOfRangeException">There is no such checksum.</exception>
    public static string Of(string name, ReadOnlySpan<byte> content)
    {
        using var running = Start(name);
        running.Append(content);
        return running.Value();
    }

    /// <summary>Adds content.</summary>
    public abstract void Append(ReadOnlySpan<byte> content);

    /// <summary>The checksum of what was added, in base64.</summary>
    public abstract string Value();

    /// <inheritdoc />
    public virtual void Dispose() => GC.SuppressFinalize(this);

    [SuppressMessage("Security", "CA5350", Justification = "The client chose the checksum; it finds accidents, and signatures find attacks.")]
    private sealed class Digest(HashAlgorithmName algorithm) : RunningChecksum
    {
        private readonly IncrementalHash _hash = IncrementalHash.CreateHash(algorithm);

        public override void Append(ReadOnlySpan<byte> content) => _hash.AppendData(content);

        public override string Value() => Convert.ToBase64String(_hash.GetCurrentHash());

        public override void Dispose()
        {
            _hash.Dispose();
            base.Dispose();
        }
    }

    // A cyclic redundancy code of the reflected kind, all ones before and after.
    private sealed class Crc(CrcTable table) : RunningChecksum
    {
        private ulong _state = table.Mask;

        public override void Append(ReadOnlySpan<byte> content)
        {
            var (state, values) = (_state, table.Values);
            foreach (var value in content) state = values[(byte)(state ^ value)] ^ (state >> 8);
            _state = state;
        }

        public override string Value()
        {
            Span<byte> bytes = stackalloc byte[sizeof(ulong)];
            BinaryPrimitives.WriteUInt64BigEndian(bytes, ~_state & table.Mask);
            return Convert.ToBase64String(bytes[^table.Bytes..]);
        }
    }

    private sealed class CrcTable
    {
        public CrcTable(ulong polynomial, int bits)
        {
            (Mask, Bytes) = (ulong.MaxValue >> (64 - bits), bits / 8);
            for (var index = 0; index < Values.Length; index++)
            {
                var value = (ulong)index;
                for (var bit = 0; bit < 8; bit++) value = (value & 1) == 0 ? value >> 1 : polynomial ^ (value >> 1);
                Values[index] = value;
            }
        }

        public ulong[] Values { get; } = new ulong[256];

        public ulong Mask { get; }

        public int Bytes { get; }
    }
}
