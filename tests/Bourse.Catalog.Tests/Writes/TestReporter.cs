using Bourse.Iceberg.Metrics;

namespace Bourse.Catalog.Tests.Writes;

/// <summary>Keeps what it hears.</summary>
internal sealed class TestReporter : IMetricsReporter
{
    public List<MetricsReport> Reports { get; } = [];

    public void Report(MetricsReport report) => Reports.Add(report);
}
