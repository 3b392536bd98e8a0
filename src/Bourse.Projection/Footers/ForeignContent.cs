using System.Buffers.Binary;
using System.Collections.Immutable;
using Bourse.Iceberg;
using Bourse.Iceberg.Parquet;

namespace Bourse.Projection.Footers;

/// <summary>
/// Looks in a Parquet file for anything beyond the pages of its columns and their statistics: key-values, parts of the footer that we do not know, bytes that
/// nothing refers to. What it does not understand it calls foreign, unlike a reader, which skips it. The numbers are those of parquet.thrift.
/// </summary>
internal static class ForeignContent
{
    private const int TailLength = 8;
    private const int MagicLength = 4;
    private const int FileKeyValues = 5;
    private const int ColumnKeyValues = 8;

    private static readonly ImmutableHashSet<int> s_file = [1, 2, 3, 4, 6, 7];
    private static readonly ImmutableHashSet<int> s_element = [1, 2, 3, 4, 5, 6, 7, 8, 9, 10];
    private static readonly ImmutableHashSet<int> s_group = [1, 2, 3, 4, 5, 6, 7];
    private static readonly ImmutableHashSet<int> s_chunk = [2, 3, 4, 5, 6, 7];
    private static readonly ImmutableHashSet<int> s_column = [1, 2, 3, 4, 5, 6, 7, 9, 11, 12, 13, 14, 15, 16];
    private static readonly ImmutableHashSet<int> s_statistics = [1, 2, 3, 4, 5, 6, 7, 8];

    /// <summary>The first thing found, in words; null when every byte is accounted for.</summary>
    /// <exception cref="IcebergFormatException">The file is not Parquet.</exception>
    public static string? Find(string path)
    {
        using var file = File.OpenRead(path);
        Span<byte> head = stackalloc byte[MagicLength];
        Span<byte> tail = stackalloc byte[TailLength];
        if (file.Length < MagicLength + TailLength)
            throw new IcebergFormatException("The file is too short for Parquet.");
        file.ReadExactly(head);
        file.Position = file.Length - TailLength;
        file.ReadExactly(tail);
        var footerLength = BinaryPrimitives.ReadUInt32LittleEndian(tail);
        if (!head.SequenceEqual("PAR1"u8) || !tail[4..].SequenceEqual("PAR1"u8) || footerLength > file.Length - TailLength - MagicLength)
            throw new IcebergFormatException("The file does not begin and end like Parquet.");

        var footer = new byte[footerLength];
        file.Position = file.Length - TailLength - footerLength;
        file.ReadExactly(footer);
        return Find(footer, dataEnd: file.Length - TailLength - footerLength);
    }

    /// <summary>The same for the bytes of a footer that starts at <paramref name="dataEnd"/>.</summary>
    internal static string? Find(ReadOnlySpan<byte> footer, long dataEnd)
    {
        var file = ThriftStruct.Read(footer, out var length);
        if (length < footer.Length)
            return "the footer has bytes after its end";
        if (file.FieldIds.Contains(FileKeyValues))
            return "the footer has key-values";

        var groups = file.Structs(4).ToImmutableArray();
        var chunks = groups.SelectMany(g => g.Structs(1)).ToImmutableArray();
        var columns = chunks.Select(Column).ToImmutableArray();
        if (columns.Any(c => c.FieldIds.Contains(ColumnKeyValues)))
            return "a column chunk has key-values";
        var known = Knows(file, s_file)
            && file.Structs(2).All(e => Knows(e, s_element))
            && groups.All(g => Knows(g, s_group))
            && chunks.All(c => Knows(c, s_chunk))
            && columns.All(c => Knows(c, s_column) && (c.Struct(12) is not { } statistics || Knows(statistics, s_statistics)));
        if (!known)
            return "the footer has parts that are not known";
        return CoverFile(chunks, dataEnd) ? null : "the file has bytes that its footer does not explain";
    }

    private static ThriftStruct Column(ThriftStruct chunk) =>
        chunk.Struct(3) ?? throw new IcebergFormatException("A column chunk is not described; encrypted files are not read.");

    private static bool Knows(ThriftStruct part, ImmutableHashSet<int> known) => part.FieldIds.All(known.Contains);

    private static bool CoverFile(ImmutableArray<ThriftStruct> chunks, long dataEnd)
    {
        long end = MagicLength;
        foreach (var (start, length) in chunks.SelectMany(Ranges).Order())
        {
            if (start != end || length < 0 || length > dataEnd - start)
                return false;
            end += length;
        }
        return end == dataEnd;
    }

    private static IEnumerable<(long Start, long Length)> Ranges(ThriftStruct chunk)
    {
        var column = Column(chunk);
        var data = column.Integer(9) ?? -1;
        // Some writers put a zero where there is no dictionary: no page can start at the magic.
        var start = column.Integer(11) is { } dictionary and > 0 && dictionary < data ? dictionary : data;
        yield return (start, column.Integer(7) ?? -1);
        if (column.Integer(14) is { } bloom)
            yield return (bloom, column.Integer(15) ?? -1);
        if (chunk.Integer(4) is { } offsetIndex)
            yield return (offsetIndex, chunk.Integer(5) ?? -1);
        if (chunk.Integer(6) is { } columnIndex)
            yield return (columnIndex, chunk.Integer(7) ?? -1);
    }
}
