namespace Bourse.Iceberg.Parquet;

/// <summary>Some rows of a file (<c>RowGroup</c> of parquet.thrift).</summary>
public sealed record ParquetRowGroup
{
    /// <summary>One chunk for each leaf of the schema, in its order.</summary>
    public ValueList<ParquetColumnChunk> Columns { get; internal set; } = [];

    /// <summary>Size before compression.</summary>
    public long UncompressedBytes { get; internal set; }

    /// <summary>Rows.</summary>
    public long RowCount { get; internal set; }

    /// <summary>Where it starts.</summary>
    public long StartOffset => Columns.Count == 0 ? 0 : Columns.Min(c => c.StartOffset);
}
