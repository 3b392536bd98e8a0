namespace Bourse.Iceberg.Parquet;

/// <summary>One column of one row group (<c>ColumnChunk</c> and <c>ColumnMetaData</c> of parquet.thrift).</summary>
public sealed record ParquetColumnChunk
{
    /// <summary>Another file that holds the chunk; null for this one.</summary>
    public string? FilePath { get; init; }

    /// <summary>How values are stored.</summary>
    public ParquetType Type { get; init; }

    /// <summary>The encodings used, by their numbers in the format.</summary>
    public ValueList<int> Encodings { get; init; } = [];

    /// <summary>The names from below the root to the leaf.</summary>
    public ValueList<string> Path { get; init; } = [];

    /// <summary>The compression codec, by its number in the format.</summary>
    public int Codec { get; init; }

    /// <summary>Values, nulls included.</summary>
    public long ValueCount { get; init; }

    /// <summary>Size before compression, headers included.</summary>
    public long UncompressedBytes { get; init; }

    /// <summary>Size in the file, headers included.</summary>
    public long CompressedBytes { get; init; }

    /// <summary>Notes of the writer.</summary>
    public ValueList<KeyValuePair<string, string?>> KeyValues { get; init; } = [];

    /// <summary>Where the first data page starts.</summary>
    public long DataPageOffset { get; init; }

    /// <summary>Where the index page starts; null for none.</summary>
    public long? IndexPageOffset { get; init; }

    /// <summary>Where the dictionary page starts; null for none, for which some writers put 0.</summary>
    public long? DictionaryPageOffset { get; init; }

    /// <summary>What the writer says of its values; null for nothing.</summary>
    public ParquetStatistics? Statistics { get; init; }

    /// <summary>How many pages there are of each type and encoding; empty where the writer does not tell.</summary>
    public ValueList<ParquetEncodingStatistics> EncodingStatistics { get; init; } = [];

    /// <summary>Sizes before encoding; null where the writer does not tell.</summary>
    public ParquetSizeStatistics? SizeStatistics { get; init; }

    /// <summary>Where the bloom filter is; null for none.</summary>
    public long? BloomFilterOffset { get; init; }

    /// <summary>Size of the bloom filter.</summary>
    public int? BloomFilterBytes { get; init; }

    /// <summary>Where the offset index is; null for none.</summary>
    public long? OffsetIndexOffset { get; init; }

    /// <summary>Size of the offset index.</summary>
    public int? OffsetIndexBytes { get; init; }

    /// <summary>Where the column index is; null for none.</summary>
    public long? ColumnIndexOffset { get; init; }

    /// <summary>Size of the column index.</summary>
    public int? ColumnIndexBytes { get; init; }

    /// <summary>The <c>file_offset</c> of old readers; writers put different things there, today mostly 0.</summary>
    public long FileOffset { get; init; }

    /// <summary>Whether the chunk says how it is encrypted.</summary>
    public bool IsEncrypted { get; init; }

    /// <summary>Where the chunk starts: at its dictionary page, if it has one before its data.</summary>
    public long StartOffset => DictionaryPageOffset is > 0 and var dictionary && dictionary < DataPageOffset ? dictionary : DataPageOffset;
}
