namespace Bourse.Iceberg.Parquet;

/// <summary>Sizes of a chunk before encoding (<c>SizeStatistics</c> of parquet.thrift).</summary>
public sealed record ParquetSizeStatistics
{
    /// <summary>Bytes of its byte arrays, without their lengths; null for other types.</summary>
    public long? UnencodedBytes { get; init; }

    /// <summary>How many values have each repetition level; empty where the writer does not tell.</summary>
    public ValueList<long> RepetitionLevels { get; init; } = [];

    /// <summary>How many values have each definition level; empty where the writer does not tell.</summary>
    public ValueList<long> DefinitionLevels { get; init; } = [];
}
