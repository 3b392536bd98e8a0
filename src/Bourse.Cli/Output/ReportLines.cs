using System.Text;
using Bourse.Iceberg.Metrics;

namespace Bourse.Cli.Output;

/// <summary>Says each report on stderr as one line of JSON, in the shape that an Iceberg REST catalogue takes.</summary>
internal sealed class ReportLines(Terminal terminal) : IMetricsReporter
{
    /// <inheritdoc/>
    public void Report(MetricsReport report) => terminal.Say(Encoding.UTF8.GetString(MetricsReportJson.Write(report)));
}
