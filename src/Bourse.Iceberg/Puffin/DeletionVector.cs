using System.Buffers.Binary;
using Bourse.Iceberg.Avro;
using Bourse.Iceberg.Manifests;

namespace Bourse.Iceberg.Puffin;

/// <summary>
/// The deleted rows of one data file (Puffin specification, blob type <c>deletion-vector-v1</c>): length of what follows up to the checksum, big-endian; the
/// magic <c>D1 D3 39 64</c>; a Roaring bitmap; CRC-32 of magic and bitmap, big-endian. A manifest says where in its file the blob is, so the file's own footer is
/// not needed, and blobs that an older writer put into files without any are read too.
/// </summary>
public static class DeletionVector
{
    private const int FrameBytes = 12;
    private const int BlobBytesMax = 128 << 20;

    private static ReadOnlySpan<byte> Magic => [0xD1, 0xD3, 0x39, 0x64];

    /// <summary>Reads a blob: the deleted rows, ascending.</summary>
    /// <exception cref="IcebergFormatException">The blob is damaged.</exception>
    public static IReadOnlyList<RowRange> Read(ReadOnlySpan<byte> blob)
    {
        if (blob.Length < FrameBytes || BinaryPrimitives.ReadUInt32BigEndian(blob) != blob.Length - 8)
            throw new IcebergFormatException($"A deletion vector of {blob.Length} bytes announces another length.");
        var covered = blob[4..^4];
        if (!covered.StartsWith(Magic))
            throw new IcebergFormatException("A deletion vector does not start with its magic number.");
        if (Crc32.Of(covered) != BinaryPrimitives.ReadUInt32BigEndian(blob[^4..]))
            throw new IcebergFormatException("A deletion vector has the wrong checksum.");
        return RoaringBitmap.Read(covered[4..]);
    }

    /// <summary>Makes the blob of deleted rows.</summary>
    /// <param name="rows">Their numbers, ascending, each once.</param>
    public static byte[] Write(IReadOnlyList<long> rows)
    {
        ArgumentNullException.ThrowIfNull(rows);
        byte[] covered = [.. Magic, .. RoaringBitmapWriter.Write(rows)];
        var (length, checksum) = (new byte[4], new byte[4]);
        BinaryPrimitives.WriteUInt32BigEndian(length, (uint)covered.Length);
        BinaryPrimitives.WriteUInt32BigEndian(checksum, Crc32.Of(covered));
        return [.. length, .. covered, .. checksum];
    }

    /// <summary>Reads the vector that a manifest lists.</summary>
    /// <param name="file">The entry of the manifest.</param>
    /// <param name="localPath">Where the bytes of its Puffin file are.</param>
    /// <exception cref="IcebergFormatException">The entry names no blob of the file, or the blob is damaged or has another number of rows than listed.</exception>
    public static IReadOnlyList<RowRange> ReadFile(DataFile file, string localPath)
    {
        ArgumentNullException.ThrowIfNull(file);
        if (file is not { ContentOffset: >= 0 and var offset, ContentSizeBytes: > 0 and <= BlobBytesMax and var size, ReferencedDataFile: not null })
            throw new IcebergFormatException($"The deletion vector '{file.Path}' lacks its data file, its offset or a size up to {BlobBytesMax} bytes.");
        using var handle = File.OpenHandle(localPath);
        if (offset > RandomAccess.GetLength(handle) - size)
            throw new IcebergFormatException($"The deletion vector '{file.Path}' lies beyond the end of its file.");
        var blob = new byte[size];
        FileBytes.Read(handle, blob, offset);
        var rows = Read(blob);
        return rows.Sum(r => r.End - r.First) == file.RecordCount
            ? rows
            : throw new IcebergFormatException($"The deletion vector '{file.Path}' has another number of rows than its manifest says.");
    }
}
