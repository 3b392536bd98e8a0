namespace Bourse.Iceberg.Metrics;

/// <summary>Hears what planning looked at and what commits did. Called where it happens, from any thread, before the caller goes on: it hands on and returns.</summary>
public interface IMetricsReporter
{
    /// <summary>A scan was planned, or a snapshot committed.</summary>
    void Report(MetricsReport report);
}
