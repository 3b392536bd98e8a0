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
                var header = ThriftStruct.Read(content.AsSpan((int)at, (int)(end - at)), out var headerBytes);
                var start = (int)at + headerBytes;
                var packedBytes = header.Int32(3)!.Value;
                pages.Add((header.Int32(1)!.Value, Plain(content.AsSpan(start, packedBytes).ToArray(), header.Int32(2)!.Value, chunk.Codec)));
                at = start + packedBytes;
            }
        }
        return pages;
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
}
