namespace Bourse.Iceberg.Parquet;

/// <summary>What a writer says of the values of a column chunk (<c>Statistics</c> of parquet.thrift), bounds in the file's plain encoding.</summary>
public sealed record ParquetStatistics
{
    /// <summary>The older, ill-ordered upper bound; never used for pruning.</summary>
    public ValueList<byte>? DeprecatedMax { get; init; }

    /// <summary>The older, ill-ordered lower bound; never used for pruning.</summary>
    public ValueList<byte>? DeprecatedMin { get; init; }

    /// <summary>Nulls.</summary>
    public long? NullCount { get; init; }

    /// <summary>Distinct values.</summary>
    public long? DistinctCount { get; init; }

    /// <summary>Upper bound.</summary>
    public ValueList<byte>? MaxValue { get; init; }

    /// <summary>Lower bound.</summary>
    public ValueList<byte>? MinValue { get; init; }

    /// <summary>Whether <see cref="MaxValue"/> is a value of the chunk, not only above all of them; null where the writer does not tell.</summary>
    public bool? IsMaxExact { get; init; }

    /// <summary>Whether <see cref="MinValue"/> is a value of the chunk, not only below all of them; null where the writer does not tell.</summary>
    public bool? IsMinExact { get; init; }
}
