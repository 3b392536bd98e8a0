using System.Buffers;
using System.IO.Compression;
using ZstdSharp;

namespace Bourse.Iceberg.Avro;

/// <summary>Compression of the blocks of Avro files: null and deflate both ways, snappy and zstandard for reading. A block may not grow beyond 256 MiB.</summary>
internal static class AvroCodec
{
    public const string Null = "null";
    public const string Deflate = "deflate";
    private const string Snappy = "snappy";
    private const string Zstandard = "zstandard";
    private const int BlockBytesMax = 256 << 20;
    private const int ChecksumBytes = 4;

    public static byte[] Compress(string codec, byte[] plain)
    {
        if (codec == Null)
            return plain;
        if (codec != Deflate)
            throw new NotSupportedException($"Avro files are not written with the codec '{codec}'.");
        using var compressed = new MemoryStream();
        using (var deflate = new DeflateStream(compressed, CompressionLevel.Optimal))
            deflate.Write(plain);
        return compressed.ToArray();
    }

    public static byte[] Decompress(string codec, ReadOnlySpan<byte> block) => codec switch
    {
        Null => block.ToArray(),
        Deflate or Zstandard => Expand(codec, block),
        Snappy => Unsnap(block),
        _ => throw new IcebergFormatException($"An Avro file uses the codec '{codec}'; null, deflate, snappy and zstandard are read."),
    };

    private static byte[] Expand(string codec, ReadOnlySpan<byte> block)
    {
        var packed = new MemoryStream(block.ToArray());
        try
        {
            using Stream source = codec == Deflate ? new DeflateStream(packed, CompressionMode.Decompress) : new DecompressionStream(packed);
            return ReadToEnd(source, Math.Max(4096, 8 * block.Length));
        }
        catch (Exception e) when (e is InvalidDataException or ZstdException or EndOfStreamException)
        {
            throw new IcebergFormatException($"A block of an Avro file, compressed with {codec}, is damaged.", e);
        }
    }

    private static byte[] ReadToEnd(Stream source, int bytesGuessed)
    {
        var buffer = ArrayPool<byte>.Shared.Rent(bytesGuessed);
        try
        {
            var length = 0;
            for (int read; (read = source.Read(buffer, length, buffer.Length - length)) > 0;)
            {
                length += read;
                RequireSize(length);
                if (length == buffer.Length)
                    buffer = Grown(buffer);
            }
            return buffer.AsSpan(0, length).ToArray();
        }
        finally
        {
            ArrayPool<byte>.Shared.Return(buffer);
        }
    }

    private static byte[] Grown(byte[] buffer)
    {
        var larger = ArrayPool<byte>.Shared.Rent(2 * buffer.Length);
        buffer.CopyTo(larger, 0);
        ArrayPool<byte>.Shared.Return(buffer);
        return larger;
    }

    // Snappy's raw format starts with the plain length; Avro puts a big-endian CRC-32 of the plain bytes after it.
    private static byte[] Unsnap(ReadOnlySpan<byte> block)
    {
        if (block.Length < ChecksumBytes + 1)
            throw new IcebergFormatException("A snappy block of an Avro file is too short.");
        var content = block[..^ChecksumBytes];
        RequireSize(AnnouncedLength(content));
        byte[] plain;
        try
        {
            plain = IronSnappy.Snappy.Decode(content);
        }
        catch (Exception e) when (e is IOException or IndexOutOfRangeException or ArgumentException or InvalidOperationException)
        {
            throw new IcebergFormatException("A snappy block of an Avro file is damaged.", e);
        }
        if (Crc32.Of(plain) != System.Buffers.Binary.BinaryPrimitives.ReadUInt32BigEndian(block[^ChecksumBytes..]))
            throw new IcebergFormatException("A snappy block of an Avro file has the wrong checksum.");
        return plain;
    }

    private static long AnnouncedLength(ReadOnlySpan<byte> content)
    {
        long length = 0;
        for (var i = 0; i < 5 && i < content.Length; i++)
        {
            length |= (long)(content[i] & 0x7F) << (7 * i);
            if (content[i] < 0x80)
                return length;
        }
        throw new IcebergFormatException("A snappy block of an Avro file has no length.");
    }

    private static void RequireSize(long bytes)
    {
        if (bytes > BlockBytesMax)
            throw new IcebergFormatException($"A block of an Avro file holds more than {BlockBytesMax} bytes.");
    }
}
