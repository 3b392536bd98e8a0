using System.Buffers.Binary;
using System.Security.Cryptography;
using Bourse.Storage;

namespace Bourse.Iceberg;

/// <summary>Makes ids from an injected source of randomness.</summary>
internal static class RandomIds
{
    /// <summary>32 hexadecimal digits.</summary>
    public static string Hex(RandomNumberGenerator random) => RandomHex.New(random);

    /// <summary>A random (version 4) UUID.</summary>
    public static Guid Uuid(RandomNumberGenerator random)
    {
        Span<byte> bytes = stackalloc byte[16];
        random.GetBytes(bytes);
        bytes[6] = (byte)((bytes[6] & 0x0F) | 0x40);
        bytes[8] = (byte)((bytes[8] & 0x3F) | 0x80);
        return new Guid(bytes, bigEndian: true);
    }

    /// <summary>A positive number of 62 bits, which also readers that hold numbers as signed 64-bit take.</summary>
    public static long Positive(RandomNumberGenerator random)
    {
        Span<byte> bytes = stackalloc byte[8];
        random.GetBytes(bytes);
        return (BinaryPrimitives.ReadInt64LittleEndian(bytes) & (long.MaxValue >> 1)) + 1;
    }
}
