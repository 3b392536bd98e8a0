using System.Buffers.Binary;
using Bourse.Iceberg;
using Bourse.Iceberg.Parquet;

namespace Bourse.Projection.Splicing;

/// <summary>
/// Composes a Parquet file of column chunks of other files: the magic, the chunks, row group after row group and leaf after leaf without gaps, and a footer. Of a
/// chunk's description only what is named here goes into the footer.
/// </summary>
/// <typeparam name="TFile">What names a file that chunks come from.</typeparam>
/// <param name="columns">The columns of the file.</param>
internal sealed class ComposedFile<TFile>(SplicedColumns columns)
    where TFile : IEquatable<TFile>
{
    private const int FormatVersion = 1;
    private const int TypeOrder = 1;
    // Some readers parse the form "application version x".
    private const string CreatedBy = "Bourse version 1";

    private readonly List<ParquetRowGroup> _groups = [];
    private readonly List<ComposedSegment<TFile>> _segments = [];
    private long _end = Magic.Length;

    /// <summary>What a Parquet file begins and ends with.</summary>
    public static ReadOnlySpan<byte> Magic => "PAR1"u8;

    /// <summary>The bytes between the magic and the footer.</summary>
    public IReadOnlyList<ComposedSegment<TFile>> Segments => _segments;

    /// <summary>Where the footer starts.</summary>
    public long FooterOffset => _end;

    /// <summary>The footer.</summary>
    public ParquetFooter Footer => new()
    {
        Version = FormatVersion,
        Schema = columns.Elements,
        RowCount = _groups.Sum(g => g.RowCount),
        RowGroups = _groups.ToValueList(),
        CreatedBy = CreatedBy,
        ColumnOrders = columns.Leaves.Select(_ => TypeOrder).ToValueList(),
    };

    /// <summary>The bytes from <see cref="FooterOffset"/> to the end of the file.</summary>
    public byte[] Tail()
    {
        var thrift = Footer.ToThrift();
        var tail = new byte[thrift.Length + sizeof(int) + Magic.Length];
        thrift.CopyTo(tail, 0);
        BinaryPrimitives.WriteInt32LittleEndian(tail.AsSpan(thrift.Length), thrift.Length);
        Magic.CopyTo(tail.AsSpan(thrift.Length + sizeof(int)));
        return tail;
    }

    /// <summary>Adds a row group.</summary>
    /// <param name="file">The file its chunks are in.</param>
    /// <param name="rowCount">Its rows.</param>
    /// <param name="chunks">One for each leaf, in order, as they are described in their file; with statistics and sizes that may be told.</param>
    public void Add(TFile file, long rowCount, IReadOnlyList<ParquetColumnChunk> chunks) => Add(rowCount, [.. chunks.Select(chunk => (file, chunk))]);

    /// <summary>Adds a row group whose chunks are in several files.</summary>
    /// <param name="rowCount">Its rows.</param>
    /// <param name="chunks">One for each leaf, in order, with its file.</param>
    public void Add(long rowCount, IReadOnlyList<(TFile File, ParquetColumnChunk Chunk)> chunks)
    {
        var start = _end;
        var placed = chunks.Select((chunk, leaf) => Place(chunk.File, chunk.Chunk, columns.Paths[leaf])).ToValueList();
        _groups.Add(new ParquetRowGroup
        {
            Columns = placed,
            RowCount = rowCount,
            UncompressedBytes = placed.Sum(c => c.UncompressedBytes),
            CompressedBytes = _end - start,
            FileOffset = start,
            Ordinal = _groups.Count <= short.MaxValue ? _groups.Count : null,
        });
    }

    private ParquetColumnChunk Place(TFile file, ParquetColumnChunk chunk, ValueList<string> path)
    {
        var shift = _end - chunk.StartOffset;
        if (_segments.LastOrDefault() is { } last && last.File.Equals(file) && last.Offset + last.Length == chunk.StartOffset)
            _segments[^1] = last with { Length = last.Length + chunk.CompressedBytes };
        else
            _segments.Add(new ComposedSegment<TFile>(file, chunk.StartOffset, chunk.CompressedBytes));
        _end += chunk.CompressedBytes;
        return new ParquetColumnChunk
        {
            Type = chunk.Type,
            Encodings = chunk.Encodings,
            Path = path,
            Codec = chunk.Codec,
            ValueCount = chunk.ValueCount,
            UncompressedBytes = chunk.UncompressedBytes,
            CompressedBytes = chunk.CompressedBytes,
            DataPageOffset = chunk.DataPageOffset + shift,
            DictionaryPageOffset = chunk.StartOffset < chunk.DataPageOffset ? chunk.StartOffset + shift : null,
            Statistics = chunk.Statistics is { } told ? Told(told) : null,
        };
    }

    private static ParquetStatistics Told(ParquetStatistics told) => new()
    {
        NullCount = told.NullCount,
        MinValue = told.MinValue,
        MaxValue = told.MaxValue,
        IsMinExact = told.IsMinExact,
        IsMaxExact = told.IsMaxExact,
    };
}
