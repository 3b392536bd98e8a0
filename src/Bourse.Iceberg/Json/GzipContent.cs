using System.IO.Compression;

namespace Bourse.Iceberg.Json;

/// <summary>Undoes the gzip compression that some writers give metadata files.</summary>
internal static class GzipContent
{
    private const int BytesMax = 256 << 20;

    /// <summary>The content itself, or what it holds when it starts with gzip's magic number.</summary>
    public static ReadOnlyMemory<byte> Unwrap(ReadOnlyMemory<byte> content)
    {
        if (content.Span is not [0x1F, 0x8B, ..])
            return content;

        try
        {
            using var gzip = new GZipStream(new MemoryStream(content.ToArray()), CompressionMode.Decompress);
            using var plain = new MemoryStream();
            var buffer = new byte[81920];
            for (int read; (read = gzip.Read(buffer)) > 0;)
            {
                if (plain.Length + read > BytesMax)
                    throw new IcebergFormatException($"A compressed metadata file holds more than {BytesMax} bytes.");
                plain.Write(buffer, 0, read);
            }
            return plain.ToArray();
        }
        catch (InvalidDataException e)
        {
            throw new IcebergFormatException("A metadata file starts like gzip but is not.", e);
        }
    }
}
