namespace Bourse.Iceberg.Parquet;

/// <summary>Some rows of a file (<c>RowGroup</c> of parquet.thrift).</summary>
public sealed record ParquetRowGroup
{
    /// <summary>One chunk for each leaf of the schema, in its order.</summary>
    public ValueList<ParquetColumnChunk> Columns { get; init; } = [];

    /// <summary>Size before compression.</summary>
    public long UncompressedBytes { get; init; }

    /// <summary>Rows.</summary>
    public long RowCount { get; init; }

    /// <summary>The leaves the rows are sorted by, as the writer says; empty for nothing said.</summary>
    public ValueList<ParquetSortingColumn> SortingColumns { get; init; } = [];

    /// <summary>Where its first page is, as the writer says; null where it does not.</summary>
    public long? FileOffset { get; init; }

    /// <summary>Size in the file, as the writer says; null where it does not.</summary>
    public long? CompressedBytes { get; init; }

    /// <summary>Its number in the file, as the writer says; null where it does not.</summary>
    public int? Ordinal { get; init; }

    /// <summary>Where it starts.</summary>
    public long StartOffset => Columns.Count == 0 ? 0 : Columns.Min(c => c.StartOffset);
}
