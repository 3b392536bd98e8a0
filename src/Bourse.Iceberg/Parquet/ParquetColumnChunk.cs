namespace Bourse.Iceberg.Parquet;

/// <summary>One column of one row group (<c>ColumnChunk</c> and <c>ColumnMetaData</c> of parquet.thrift).</summary>
public sealed record ParquetColumnChunk
{
    /// <summary>Another file that holds the chunk; null for this one.</summary>
    public string? FilePath { get; internal set; }

    /// <summary>How values are stored.</summary>
    public ParquetType Type { get; internal set; }

    /// <summary>The encodings used, by their numbers in the format.</summary>
    public ValueList<int> Encodings { get; internal set; } = [];

    /// <summary>The names from below the root to the leaf.</summary>
    public ValueList<string> Path { get; internal set; } = [];

    /// <summary>The compression codec, by its number in the format.</summary>
    public int Codec { get; internal set; }

    /// <summary>Values, nulls included.</summary>
    public long ValueCount { get; internal set; }

    /// <summary>Size before compression, headers included.</summary>
    public long UncompressedBytes { get; internal set; }

    /// <summary>Size in the file, headers included.</summary>
    public long CompressedBytes { get; internal set; }

    /// <summary>Notes of the writer.</summary>
    public ValueList<KeyValuePair<string, string?>> KeyValues { get; internal set; } = [];

    /// <summary>Where the first data page starts.</summary>
    public long DataPageOffset { get; internal set; }

    /// <summary>Where the index page starts; null for none.</summary>
    public long? IndexPageOffset { get; internal set; }

    /// <summary>Where the dictionary page starts; null for none.</summary>
    public long? DictionaryPageOffset { get; internal set; }

    /// <summary>What the writer says of its values; null for nothing.</summary>
    public ParquetStatistics? Statistics { get; internal set; }

    /// <summary>Where the bloom filter is; null for none.</summary>
    public long? BloomFilterOffset { get; internal set; }

    /// <summary>Size of the bloom filter.</summary>
    public int? BloomFilterBytes { get; internal set; }

    /// <summary>Where the offset index is; null for none.</summary>
    public long? OffsetIndexOffset { get; internal set; }

    /// <summary>Where the column index is; null for none.</summary>
    public long? ColumnIndexOffset { get; internal set; }

    /// <summary>Where the chunk starts: at its dictionary page, if it has one before its data.</summary>
    public long StartOffset => DictionaryPageOffset is > 0 and var dictionary && dictionary < DataPageOffset ? dictionary : DataPageOffset;

    internal bool HasMetadata { get; set; }
}
