namespace Bourse.Iceberg.Parquet;

/// <summary>The newer mark of what values mean (<c>LogicalType</c> of parquet.thrift), as far as a reader must know it beside the older one.</summary>
public sealed record ParquetLogicalType
{
    /// <summary>The member of Thrift's union, such as 8 for a timestamp.</summary>
    public int Kind { get; init; }

    /// <summary>Whether times are instants in UTC; null for other kinds.</summary>
    public bool? IsAdjustedToUtc { get; init; }

    /// <summary>What a time or timestamp counts: 1 for milliseconds, 2 for microseconds, 3 for nanoseconds; null for other kinds.</summary>
    public int? Unit { get; init; }

    /// <summary>Whether a time or timestamp counts nanoseconds.</summary>
    public bool InNanoseconds => Unit == Nanoseconds;

    /// <summary>Digits after the point of a decimal.</summary>
    public int? Scale { get; init; }

    /// <summary>All digits of a decimal.</summary>
    public int? Precision { get; init; }

    /// <summary>Bits of an integer: 8, 16, 32 or 64.</summary>
    public int? BitWidth { get; init; }

    /// <summary>Whether an integer has a sign.</summary>
    public bool? IsSigned { get; init; }

    /// <summary>The version of the specification of a variant.</summary>
    public int? SpecificationVersion { get; init; }

    /// <summary>The coordinate reference system of a geometry or geography.</summary>
    public string? ReferenceSystem { get; init; }

    /// <summary>How a geography goes from point to point, by its number in the format.</summary>
    public int? EdgeAlgorithm { get; init; }

    internal const int Decimal = 5;
    internal const int Date = 6;
    internal const int Time = 7;
    internal const int Timestamp = 8;
    internal const int Integer = 10;
    internal const int Null = 11;
    internal const int Uuid = 14;
    internal const int Variant = 16;
    internal const int Geometry = 17;
    internal const int Geography = 18;
    internal const int Nanoseconds = 3;
}
