using System.Buffers.Binary;
using System.Security.Cryptography;
using Bourse.Storage;

namespace Bourse.Iceberg;

/// <summary>Makes ids from an injected source of randomness.</summary>
internal static class RandomIds
{
    /// <summary>32 hexadecimal digits.</summary>
    public static string Hex(RandomNumberGenerator random) => RandomHex.New(random);

    /// <summary>A positive number of 62 bits, which also readers that hold numbers as signed 64-bit take.</summary>
    public static long Positive(RandomNumberGenerator random)
    {
        Span<byte> bytes = stackalloc byte[8];
        random.GetBytes(bytes);
        return (BinaryPrimitives.ReadInt64LittleEndian(bytes) & (long.MaxValue >> 1)) + 1;
    }
}
