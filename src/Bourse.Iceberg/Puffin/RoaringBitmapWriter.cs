using System.Buffers.Binary;

namespace Bourse.Iceberg.Puffin;

/// <summary>Writes sets of 64-bit positions in Roaring's portable format, without runs; <see cref="RoaringBitmap"/> reads it.</summary>
internal static class RoaringBitmapWriter
{
    private const uint Cookie = 12346;
    private const int ArrayCountMax = 4096;
    private const int BitmapBytes = 8192;

    /// <summary>The set's bytes.</summary>
    /// <param name="positions">Ascending, each once, not negative.</param>
    public static byte[] Write(IReadOnlyList<long> positions)
    {
        using var stream = new MemoryStream();
        using var writer = new BinaryWriter(stream);
        var bitmaps = positions.GroupBy(p => p >> 32).ToArray();
        writer.Write((ulong)bitmaps.Length);
        foreach (var bitmap in bitmaps)
        {
            writer.Write((uint)bitmap.Key);
            WriteContainers(writer, [.. bitmap.GroupBy(p => (ushort)(p >> 16), p => (ushort)p).Select(c => (c.Key, c.ToArray()))]);
        }
        writer.Flush();
        return stream.ToArray();
    }

    private static void WriteContainers(BinaryWriter writer, (ushort Key, ushort[] Values)[] containers)
    {
        writer.Write(Cookie);
        writer.Write((uint)containers.Length);
        foreach (var (key, values) in containers)
        {
            writer.Write(key);
            writer.Write((ushort)(values.Length - 1));
        }
        // Offsets count from the cookie.
        var offset = 8 + (8 * containers.Length);
        foreach (var (_, values) in containers)
        {
            writer.Write((uint)offset);
            offset += values.Length <= ArrayCountMax ? 2 * values.Length : BitmapBytes;
        }
        foreach (var (_, values) in containers)
            writer.Write(values.Length <= ArrayCountMax ? ArrayOf(values) : BitsOf(values));
    }

    private static byte[] ArrayOf(ushort[] values)
    {
        var bytes = new byte[2 * values.Length];
        for (var i = 0; i < values.Length; i++)
            BinaryPrimitives.WriteUInt16LittleEndian(bytes.AsSpan(2 * i), values[i]);
        return bytes;
    }

    private static byte[] BitsOf(ushort[] values)
    {
        var bytes = new byte[BitmapBytes];
        foreach (var value in values)
            bytes[value / 8] |= (byte)(1 << (value % 8));
        return bytes;
    }
}
