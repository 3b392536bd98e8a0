using System.Runtime.InteropServices;
using Bourse.Iceberg.Parquet;

namespace Bourse.Iceberg.Tests.Support;

/// <summary>
/// The pages of a Parquet file, dictionaries among them, decompressed by the system's zstd: what somebody sees who opens the file without an engine
/// (parquet.thrift, <c>PageHeader</c>).
/// </summary>
internal static class ParquetPages
{
    private const int Uncompressed = 0;
    private const int Zstd = 6;

    /// <summary>Each page's type (0 data, 2 dictionary, 3 data of version 2) and plain bytes.</summary>
    public static List<(int Type, byte[] Bytes)> Read(string path)
    {
        var content = File.ReadAllBytes(path);
        var pages = new List<(int, byte[])>();
        foreach (var chunk in ParquetFooter.ReadFile(path).RowGroups.SelectMany(g => g.Columns))
        {
            var end = chunk.StartOffset + chunk.CompressedBytes;
            for (var at = chunk.StartOffset; at < end;)
            {
                var reader = new ThriftReader(content.AsSpan((int)at, (int)(end - at)));
                var header = new Header();
                reader.ReadStruct(header, ReadField);
                var start = (int)(end - reader.BytesLeft);
                pages.Add((header.Type, Plain(content.AsSpan(start, header.CompressedBytes).ToArray(), header.PlainBytes, chunk.Codec)));
                at = start + header.CompressedBytes;
            }
        }
        return pages;
    }

    private static bool ReadField(ref ThriftReader reader, Header header, int id, ThriftType type)
    {
        switch (id)
        {
            case 1:
                header.Type = reader.ReadInt32();
                return true;
            case 2:
                header.PlainBytes = reader.ReadInt32();
                return true;
            case 3:
                header.CompressedBytes = reader.ReadInt32();
                return true;
            default:
                return false;
        }
    }

    private static byte[] Plain(byte[] page, int plainBytes, int codec)
    {
        if (codec == Uncompressed)
            return page;
        Assert.Equal(Zstd, codec);
        var plain = new byte[plainBytes];
        Assert.Equal((nuint)plainBytes, Decompress(plain, (nuint)plain.Length, page, (nuint)page.Length));
        return plain;
    }

    [DllImport("libzstd.so.1", EntryPoint = "ZSTD_decompress"), DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static extern nuint Decompress(byte[] plain, nuint plainLength, byte[] compressed, nuint compressedLength);

    private sealed class Header
    {
        public int Type { get; set; }

        public int PlainBytes { get; set; }

        public int CompressedBytes { get; set; }
    }
}
