using Bourse.Iceberg;
using Bourse.Iceberg.Parquet;
using Microsoft.Win32.SafeHandles;

namespace Bourse.Projection.Splicing;

/// <summary>
/// Walks the pages of a column chunk by their headers (<c>PageHeader</c> of parquet.thrift), to know that the chunk is pages and nothing else, and what its footer
/// says of it. It unpacks none. The numbers are those of the format.
/// </summary>
internal static class PageWalk
{
    // Without statistics a header has some forty bytes.
    private const int HeaderBytesMax = 512;
    private const int DataPage = 0, DictionaryPage = 2, DataPageV2 = 3;
    private const int LevelsEncoding = 3;

    private static readonly int[] s_header = [1, 2, 3, 4, 5, 7, 8];
    private static readonly int[] s_dataHeader = [1, 2, 3, 4];
    private static readonly int[] s_dictionaryHeader = [1, 2, 3];
    private static readonly int[] s_dataHeaderV2 = [1, 2, 3, 4, 5, 6, 7];
    private static readonly int[] s_dataEncodings = [0, 2, 3, 5, 6, 7, 8, 9];
    private static readonly int[] s_dictionaryEncodings = [0, 2];

    /// <summary>The chunk's size before compression, headers included; null when anything is not as it must be.</summary>
    /// <param name="file">The file.</param>
    /// <param name="chunk">A chunk whose range is inside the file.</param>
    public static long? UncompressedBytes(SafeFileHandle file, ParquetColumnChunk chunk)
    {
        try
        {
            return Walk(file, chunk);
        }
        catch (IcebergFormatException)
        {
            // No header, or one with a field of another type.
            return null;
        }
    }

    private static long? Walk(SafeFileHandle file, ParquetColumnChunk chunk)
    {
        var walk = new Found();
        var buffer = new byte[HeaderBytesMax];
        var end = chunk.StartOffset + chunk.CompressedBytes;
        for (var at = chunk.StartOffset; at < end;)
        {
            var window = buffer.AsSpan(0, (int)Math.Min(buffer.Length, end - at));
            if (RandomAccess.Read(file, window, at) < window.Length)
                return null;
            var header = ThriftStruct.Read(window, out var headerBytes);
            var known = header.FieldIds.All(s_header.Contains) && header.Integer(2) is >= 0 and <= int.MaxValue && header.Integer(3) is >= 0 and <= int.MaxValue;
            if (!known || !walk.Add(header, headerBytes, at, chunk))
                return null;
            at += headerBytes + header.Integer(3)!.Value;
            if (at > end)
                return null;
        }
        return walk.Values == chunk.ValueCount && walk.DataPages > 0 ? walk.UncompressedBytes : null;
    }

    private sealed class Found
    {
        public int DataPages { get; private set; }

        public long Values { get; private set; }

        public long UncompressedBytes { get; private set; }

        /// <summary>Takes a page in; false when it may not be there or has what is not known.</summary>
        public bool Add(ThriftStruct header, int headerBytes, long at, ParquetColumnChunk chunk)
        {
            UncompressedBytes += headerBytes + header.Integer(2)!.Value;
            return (header.Integer(1), header.Struct(5), header.Struct(7), header.Struct(8)) switch
            {
                (DictionaryPage, null, { } page, null) => AddDictionary(page, at, chunk),
                (DataPage, { } page, null, null) => AddData(
                    page, at, chunk, s_dataHeader, page.Integer(2), page.Integer(3) is LevelsEncoding && page.Integer(4) is LevelsEncoding),
                (DataPageV2, null, null, { } page) => AddData(
                    page, at, chunk, s_dataHeaderV2, page.Integer(4), page.Integer(5) + page.Integer(6) <= header.Integer(2) && page.Integer(5) >= 0
                        && page.Integer(6) >= 0),
                _ => false,
            };
        }

        // Before all data, where the footer says; it cannot have more values than are used.
        private bool AddDictionary(ThriftStruct page, long at, ParquetColumnChunk chunk) =>
            DataPages == 0 && at == chunk.StartOffset && at == chunk.DictionaryPageOffset && page.FieldIds.All(s_dictionaryHeader.Contains)
            && page.Integer(1) >= 0 && page.Integer(1) <= chunk.ValueCount && IsOneOf(page.Integer(2), s_dictionaryEncodings);

        private bool AddData(ThriftStruct page, long at, ParquetColumnChunk chunk, int[] known, long? encoding, bool levelsAreKnown)
        {
            if (DataPages++ == 0 && at != chunk.DataPageOffset)
                return false;
            Values += page.Integer(1) ?? 0;
            return levelsAreKnown && page.FieldIds.All(known.Contains) && page.Integer(1) >= 0 && IsOneOf(encoding, s_dataEncodings);
        }

        private static bool IsOneOf(long? encoding, int[] known) => encoding is >= 0 and < 64 and var value && known.Contains((int)value);
    }
}
