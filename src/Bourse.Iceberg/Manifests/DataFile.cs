using System.Collections.Immutable;
using Bourse.Iceberg.Expressions;

namespace Bourse.Iceberg.Manifests;

/// <summary>A data or delete file as manifests list it (Iceberg specification, "Manifests", <c>data_file</c>).</summary>
public sealed record DataFile
{
    private readonly object _metrics = ImmutableSortedDictionary<int, ColumnMetrics>.Empty;

    /// <summary>What it holds.</summary>
    public FileContent Content { get; init; } = FileContent.Data;

    /// <summary>Where it is.</summary>
    public required string Path { get; init; }

    /// <summary>Its format in lower case; Bourse writes and reads <c>parquet</c> alone.</summary>
    public string Format { get; init; } = "parquet";

    /// <summary>The partition spec it was written with. Not in the file: manifests hold files of one spec.</summary>
    public required int SpecId { get; init; }

    /// <summary>The partition tuple, one value for each field of the spec.</summary>
    public required ValueList<Literal?> Partition { get; init; }

    /// <summary>Rows.</summary>
    public required long RecordCount { get; init; }

    /// <summary>Size in bytes.</summary>
    public required long FileSizeBytes { get; init; }

    /// <summary>What is known of its columns, by field id.</summary>
    public ImmutableSortedDictionary<int, ColumnMetrics> Columns
    {
        get => _metrics as ImmutableSortedDictionary<int, ColumnMetrics> ?? ((EncodedMetrics)_metrics).Decode();
        init => _metrics = value;
    }

    /// <summary>What is known of its columns, as its manifest has it.</summary>
    internal EncodedMetrics EncodedColumns
    {
        init => _metrics = value;
    }

    /// <summary>Key to an encrypted file, for readers that know it.</summary>
    public ValueList<byte>? KeyMetadata { get; init; }

    /// <summary>Where readers may split it: the offsets of its row groups.</summary>
    public ValueList<long>? SplitOffsets { get; init; }

    /// <summary>The fields equality deletes compare; null for others.</summary>
    public ValueList<int>? EqualityIds { get; init; }

    /// <summary>The sort order of its rows; null when unknown.</summary>
    public int? SortOrderId { get; init; }

    /// <summary>The only data file that position deletes refer to; null for several or for others.</summary>
    public string? ReferencedDataFile { get; init; }

    /// <summary>The row id of its first row; null before version 3 and for deletes.</summary>
    public long? FirstRowId { get; init; }

    /// <summary>Where in the Puffin file a deletion vector starts, in bytes; null for others.</summary>
    public long? ContentOffset { get; init; }

    /// <summary>The length of a deletion vector in bytes; null for others.</summary>
    public long? ContentSizeBytes { get; init; }

    /// <summary>What prunes by one of its columns, without decoding the others.</summary>
    internal ColumnBounds BoundsOf(int fieldId) => _metrics is EncodedMetrics encoded
        ? encoded.Find(fieldId)
        : ColumnBounds.Of(((ImmutableSortedDictionary<int, ColumnMetrics>)_metrics).GetValueOrDefault(fieldId));

    /// <summary>Whether it is a deletion vector, a blob in a Puffin file (version 3).</summary>
    public bool IsDeletionVector => Content == FileContent.PositionDeletes && Format == "puffin";
}
