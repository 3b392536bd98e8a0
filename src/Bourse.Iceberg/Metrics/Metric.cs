namespace Bourse.Iceberg.Metrics;

/// <summary>One number of a report: a counter, or a timer that ran once.</summary>
/// <param name="Name">The name that the reference implementation gives it, such as <c>skipped-data-manifests</c>.</param>
/// <param name="Unit">What it counts.</param>
/// <param name="Value">How many.</param>
public sealed record Metric(string Name, MetricUnit Unit, long Value)
{
    internal static Metric Time(string name, TimeSpan span) => new(name, MetricUnit.Nanoseconds, (long)span.TotalNanoseconds);
}
