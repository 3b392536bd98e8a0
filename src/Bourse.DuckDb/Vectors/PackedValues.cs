using System.Buffers.Binary;
using System.Numerics;

namespace Bourse.DuckDb.Vectors;

/// <summary>Values that the engine stores in a packing of its own.</summary>
internal static class PackedValues
{
    private static readonly UInt128 TopBit = UInt128.One << 127;

    /// <summary>A UUID is a HUGEINT with the top bit flipped, so that signed comparison orders it like its text.</summary>
    public static Guid Uuid(UInt128 stored)
    {
        Span<byte> bytes = stackalloc byte[16];
        BinaryPrimitives.WriteUInt128BigEndian(bytes, stored ^ TopBit);
        return new Guid(bytes, bigEndian: true);
    }

    /// <summary>The number <c>duckdb_create_uuid</c> wants: the bytes of the UUID in order, bit not flipped.</summary>
    public static UInt128 Number(Guid value)
    {
        Span<byte> bytes = stackalloc byte[16];
        value.TryWriteBytes(bytes, bigEndian: true, out _);
        return BinaryPrimitives.ReadUInt128BigEndian(bytes);
    }

    /// <summary>BIT: one byte with the number of padding bits (ones, at the front of the next byte), then the bits, highest first.</summary>
    public static string Bits(ReadOnlySpan<byte> stored)
    {
        int padding = stored[0];
        var bits = new char[((stored.Length - 1) * 8) - padding];
        for (var i = 0; i < bits.Length; i++)
        {
            var at = i + padding;
            bits[i] = (stored[1 + (at >> 3)] & (0x80 >> (at & 7))) == 0 ? '0' : '1';
        }
        return new string(bits);
    }

    /// <summary>
    /// BIGNUM: three header bytes whose top bit is set when the number is not negative, then the magnitude, highest byte first; every bit is
    /// inverted when negative.
    /// </summary>
    public static BigInteger BigNumber(ReadOnlySpan<byte> stored)
    {
        var negative = (stored[0] & 0x80) == 0;
        var magnitude = stored[3..].ToArray();
        if (!negative)
            return new BigInteger(magnitude, isUnsigned: true, isBigEndian: true);
        for (var i = 0; i < magnitude.Length; i++)
            magnitude[i] = (byte)~magnitude[i];
        return -new BigInteger(magnitude, isUnsigned: true, isBigEndian: true);
    }
}
