namespace Bourse.Iceberg.Parquet;

/// <summary>What a writer says of the values of a column chunk (<c>Statistics</c> of parquet.thrift), bounds in the file's plain encoding.</summary>
public sealed record ParquetStatistics
{
    /// <summary>The older, ill-ordered upper bound; never used for pruning.</summary>
    public ValueList<byte>? DeprecatedMax { get; internal set; }

    /// <summary>The older, ill-ordered lower bound; never used for pruning.</summary>
    public ValueList<byte>? DeprecatedMin { get; internal set; }

    /// <summary>Nulls.</summary>
    public long? NullCount { get; internal set; }

    /// <summary>Distinct values.</summary>
    public long? DistinctCount { get; internal set; }

    /// <summary>Upper bound.</summary>
    public ValueList<byte>? MaxValue { get; internal set; }

    /// <summary>Lower bound.</summary>
    public ValueList<byte>? MinValue { get; internal set; }
}
