namespace Bourse.Iceberg.Metrics;

/// <summary>What a metric counts.</summary>
public enum MetricUnit
{
    /// <summary>Things.</summary>
    Count,

    /// <summary>Bytes.</summary>
    Bytes,

    /// <summary>Time.</summary>
    Nanoseconds,
}
