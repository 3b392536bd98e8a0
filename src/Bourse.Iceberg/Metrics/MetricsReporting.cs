using Bourse.Iceberg.Metadata;

namespace Bourse.Iceberg.Metrics;

/// <summary>Whether and how what happens to a table is reported.</summary>
/// <param name="TableName">The table's name in reports.</param>
/// <param name="Clock">Measures how long things take.</param>
/// <param name="Reporter">Hears of them.</param>
public sealed record MetricsReporting(string TableName, TimeProvider Clock, IMetricsReporter Reporter)
{
    /// <summary>Reports each snapshot that a commit made.</summary>
    /// <param name="before">The version before.</param>
    /// <param name="after">The version that was committed.</param>
    /// <param name="started">The clock's timestamp when the commit was begun.</param>
    /// <param name="attempts">How often it was tried, 1 or more.</param>
    public void ReportCommit(TableMetadata before, TableMetadata after, long started, int attempts)
    {
        foreach (var report in CommitReport.Of(TableName, before, after, Clock.GetElapsedTime(started), attempts))
            Reporter.Report(report);
    }
}
