using System.Buffers.Binary;
using System.IO.Compression;
using System.Runtime.InteropServices;
using System.Text;
using Bourse.Iceberg.Parquet;

namespace Bourse.Projection.Tests.Support;

/// <summary>Takes files apart to their last byte: every compressed part is unpacked. It shares no reader with the writers of the files.</summary>
internal static class Decoder
{
    private const int Zstd = 6;
    private const int Snappy = 1;

    /// <summary>The file itself and everything that was packed in it.</summary>
    public static List<byte[]> Parts(byte[] file)
    {
        var parts = new List<byte[]> { file };
        if (file.AsSpan().StartsWith("PAR1"u8))
            AddParquet(file, parts);
        else if (file.AsSpan().StartsWith("Obj\u0001"u8))
            AddAvro(file, parts);
        else
            Assert.Equal((byte)'{', file[0]);
        return parts;
    }

    public static bool Holds(IEnumerable<byte[]> parts, byte[] needle) => parts.Any(p => p.AsSpan().IndexOf(needle) >= 0);

    public static byte[] Bytes(string text) => Encoding.UTF8.GetBytes(text);

    public static byte[] Bytes(long number)
    {
        var bytes = new byte[8];
        BinaryPrimitives.WriteInt64LittleEndian(bytes, number);
        return bytes;
    }

    public static byte[] Bytes(double number) => Bytes(BitConverter.DoubleToInt64Bits(number));

    private static void AddParquet(byte[] file, List<byte[]> parts)
    {
        var length = BinaryPrimitives.ReadInt32LittleEndian(file.AsSpan(file.Length - 8));
        var footer = ThriftStruct.Read(file.AsSpan(file.Length - 8 - length, length), out _);
        foreach (var column in footer.Structs(4).SelectMany(g => g.Structs(1)).Select(c => c.Struct(3)!))
        {
            var position = (int)(column.Integer(11) is { } dictionary and > 0 ? dictionary : column.Integer(9)!.Value);
            var end = position + (int)column.Integer(7)!.Value;
            while (position < end)
                position = AddPage(file, position, (int)column.Integer(4)!.Value, parts);
            Assert.Equal(end, position);
        }
    }

    private static int AddPage(byte[] file, int position, int codec, List<byte[]> parts)
    {
        var header = ThriftStruct.Read(file.AsSpan(position), out var length);
        var start = position + length;
        var (plain, packed) = ((int)header.Integer(2)!.Value, (int)header.Integer(3)!.Value);
        // Levels of version 2 pages stand unpacked before the values.
        var levels = header.Struct(8) is { } v2 ? (int)(v2.Integer(5)!.Value + v2.Integer(6)!.Value) : 0;
        var body = file.AsSpan(start + levels, packed - levels);
        parts.Add(codec switch
        {
            Zstd => Unzstd(body, plain - levels),
            Snappy => IronSnappy.Snappy.Decode(body),
            0 => body.ToArray(),
            _ => throw new NotSupportedException($"codec {codec}"),
        });
        return start + packed;
    }

    private static byte[] Unzstd(ReadOnlySpan<byte> packed, int length)
    {
        var plain = new byte[length];
        Assert.Equal((nuint)length, Decompress(plain, (nuint)length, packed.ToArray(), (nuint)packed.Length));
        return plain;
    }

    [DllImport("libzstd.so.1", EntryPoint = "ZSTD_decompress")]
    private static extern nuint Decompress(byte[] destination, nuint capacity, byte[] source, nuint length);

    private static void AddAvro(byte[] file, List<byte[]> parts)
    {
        var position = 4;
        for (long count; (count = ReadLong(file, ref position)) != 0;)
        {
            for (; count > 0; count--)
            {
                parts.Add(ReadBytes(file, ref position));
                parts.Add(ReadBytes(file, ref position));
            }
        }
        position += 16;
        while (position < file.Length)
        {
            ReadLong(file, ref position);
            using var deflate = new DeflateStream(new MemoryStream(ReadBytes(file, ref position)), CompressionMode.Decompress);
            using var plain = new MemoryStream();
            deflate.CopyTo(plain);
            parts.Add(plain.ToArray());
            position += 16;
        }
    }

    private static byte[] ReadBytes(byte[] file, ref int position)
    {
        var length = (int)ReadLong(file, ref position);
        position += length;
        return file[(position - length)..position];
    }

    private static long ReadLong(byte[] file, ref int position)
    {
        ulong value = 0;
        for (var shift = 0; ; shift += 7)
        {
            var next = file[position++];
            value |= (ulong)(next & 0x7F) << shift;
            if (next < 0x80)
                return (long)(value >> 1) ^ -(long)(value & 1);
        }
    }
}
