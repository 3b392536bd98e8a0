namespace Bourse.Iceberg.Metrics;

/// <summary>What an Iceberg REST catalogue takes as <c>ReportMetricsRequest</c>: a <see cref="ScanReport"/> or a <see cref="CommitReport"/>.</summary>
public abstract record MetricsReport
{
    private protected MetricsReport() { }

    /// <summary>The table.</summary>
    public required string TableName { get; init; }

    /// <summary>The snapshot that was read or made.</summary>
    public required long SnapshotId { get; init; }

    /// <summary>The numbers, each name once.</summary>
    public required ValueList<Metric> Metrics { get; init; }

    /// <summary>A number by its name; null where the report has none.</summary>
    public long? Find(string metric) => Metrics.FirstOrDefault(m => m.Name == metric)?.Value;
}
