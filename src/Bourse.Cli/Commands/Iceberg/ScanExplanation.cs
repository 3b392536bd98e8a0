using Bourse.Cli.Output;
using Bourse.Iceberg.Metrics;

namespace Bourse.Cli.Commands.Iceberg;

/// <summary>Keeps the report of a plan and shows it: as rows, and in JSON as Iceberg's REST catalogue takes it.</summary>
internal sealed class ScanExplanation : IMetricsReporter
{
    private MetricsReport? _report;

    /// <summary>Lets plans of a table be reported here, under a name.</summary>
    public MetricsReporting Reporting(string tableName, TimeProvider clock) => new(tableName, clock, this);

    /// <inheritdoc/>
    public void Report(MetricsReport report) => _report = report;

    /// <summary>Shows the last plan.</summary>
    /// <exception cref="CommandFailedException">Nothing was planned: the table has no snapshot.</exception>
    public void Write(Terminal terminal, OutputFormat format)
    {
        if (_report is null)
            throw new CommandFailedException("The table has no snapshot yet, so there is nothing to plan.");
        if (format == OutputFormat.Json)
            terminal.Write(System.Text.Encoding.UTF8.GetString(MetricsReportJson.Write(_report)) + "\n");
        else
            terminal.Write(new DataRows(["metric", "value", "unit"], [.. _report.Metrics.Select(Row)]), format);
    }

    /// <summary>Says the last plan on stderr, as one line of JSON; nothing for a table without a snapshot.</summary>
    public void Say(Terminal terminal)
    {
        if (_report is not null)
            new ReportLines(terminal).Report(_report);
    }

    private static IReadOnlyList<object?> Row(Metric metric) => [metric.Name, metric.Value, metric.Unit.ToString().ToLowerInvariant()];
}
