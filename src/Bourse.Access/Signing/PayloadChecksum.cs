using System.Buffers.Binary;
using System.Diagnostics.CodeAnalysis;
using System.Security.Cryptography;

namespace Bourse.Access.Signing;

/// <summary>S3's checksums of a body (https://docs.aws.amazon.com/AmazonS3/latest/userguide/checking-object-integrity.html), in base64, by the header's name.</summary>
internal static class PayloadChecksum
{
    private const string Crc32 = "x-amz-checksum-crc32";
    private const string Crc32C = "x-amz-checksum-crc32c";
    private const string Crc64Nvme = "x-amz-checksum-crc64nvme";
    private const string Sha1 = "x-amz-checksum-sha1";
    private const string Sha256 = "x-amz-checksum-sha256";

    private static readonly ReflectedCrc Crc32Code = new(0xEDB88320, 32);
    private static readonly ReflectedCrc Crc32CCode = new(0x82F63B78, 32);
    private static readonly ReflectedCrc Crc64NvmeCode = new(0x9A6C9329AC4BC9B5, 64);

    /// <summary>Whether a header of this name is a checksum.</summary>
    public static bool IsKnown(string name) => name is Crc32 or Crc32C or Crc64Nvme or Sha1 or Sha256;

    /// <summary>Whether the value is the content's checksum; false for a name that is none.</summary>
    public static bool Matches(string name, string value, ReadOnlySpan<byte> content) => IsKnown(name) && Of(name, content) == value;

    /// <summary>The content's checksum.</summary>
    /// <exception cref="ArgumentOutOfRangeException">There is no such checksum.</exception>
    [SuppressMessage("Security", "CA5350", Justification = "The client chose the checksum; it finds accidents, and signatures find attacks.")]
    public static string Of(string name, ReadOnlySpan<byte> content) => Convert.ToBase64String(name switch
    {
        Crc32 => Crc32Code.Of(content),
        Crc32C => Crc32CCode.Of(content),
        Crc64Nvme => Crc64NvmeCode.Of(content),
        Sha1 => SHA1.HashData(content),
        Sha256 => SHA256.HashData(content),
        _ => throw new ArgumentOutOfRangeException(nameof(name), name, "No checksum of S3's."),
    });

    // A cyclic redundancy code of the reflected kind, all ones before and after.
    private sealed class ReflectedCrc
    {
        private readonly ulong[] _table = new ulong[256];
        private readonly ulong _mask;
        private readonly int _bytes;

        public ReflectedCrc(ulong polynomial, int bits)
        {
            _mask = ulong.MaxValue >> (64 - bits);
            _bytes = bits / 8;
            for (var index = 0; index < _table.Length; index++)
            {
                var value = (ulong)index;
                for (var bit = 0; bit < 8; bit++) value = (value & 1) == 0 ? value >> 1 : polynomial ^ (value >> 1);
                _table[index] = value;
            }
        }

        public byte[] Of(ReadOnlySpan<byte> content)
        {
            var crc = _mask;
            foreach (var value in content) crc = _table[(byte)(crc ^ value)] ^ (crc >> 8);
            var bytes = new byte[sizeof(ulong)];
            BinaryPrimitives.WriteUInt64BigEndian(bytes, ~crc & _mask);
            return bytes[^_bytes..];
        }
    }
}
