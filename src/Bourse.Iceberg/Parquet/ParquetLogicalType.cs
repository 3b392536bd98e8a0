namespace Bourse.Iceberg.Parquet;

/// <summary>The newer mark of what values mean (<c>LogicalType</c> of parquet.thrift), as far as a reader must know it beside the older one.</summary>
public sealed record ParquetLogicalType
{
    /// <summary>The member of Thrift's union, such as 8 for a timestamp.</summary>
    public int Kind { get; internal set; }

    /// <summary>Whether times are instants in UTC; null for other kinds.</summary>
    public bool? IsAdjustedToUtc { get; internal set; }

    /// <summary>Whether a timestamp counts nanoseconds.</summary>
    public bool InNanoseconds { get; internal set; }

    /// <summary>Digits after the point of a decimal.</summary>
    public int? Scale { get; internal set; }

    /// <summary>All digits of a decimal.</summary>
    public int? Precision { get; internal set; }

    internal const int Decimal = 5;
    internal const int Date = 6;
    internal const int Time = 7;
    internal const int Timestamp = 8;
    internal const int Uuid = 14;
    internal const int Nanoseconds = 3;
}
