using System.Globalization;
using Bourse.Contracts;
using Bourse.Exchange.Publishing;
using Bourse.Query.Sessions;
using Bourse.Storage;

namespace Bourse.Pipelines.Quality;

/// <summary>
/// Measures a contract's quality rules on pinned snapshots, in an engine that sees those tables and nothing else. A rule that cannot be measured has failed.
/// </summary>
public sealed class QualityRunner(TimeProvider clock) : IQualityGate
{
    /// <inheritdoc />
    public async Task<QualityReport> CheckAsync(GateInput input, CancellationToken cancellation)
    {
        ArgumentNullException.ThrowIfNull(input);
        var tables = input.Tables.Values.Concat(input.Previous.Values).Concat(input.Sources.Values).ToList();
        using var held = new LocalFileHolds(tables.Select(table => table.Table.Files.HoldLocalFiles()));
        using var session = TableSession.Open(await QualityViews.PlanAsync(input, cancellation));
        var measuring = new RuleMeasuring(session.Connection, input, clock.GetUtcNow());
        return new QualityReport(
            [.. input.Contract.Tables.SelectMany(table => table.Quality.Select(rule => Result(table, rule, measuring.Measure(table, rule, cancellation))))]);
    }

    private static RuleResult Result(ContractTable table, QualityRule rule, Measurement measurement)
    {
        var unit = UnitOf(rule);
        return new RuleResult
        {
            Table = table.Name.Value,
            Rule = rule.Name,
            Description = rule.Description,
            Measured = measurement switch
            {
                Measurement.Taken taken => taken.Number.ToString("0.######", CultureInfo.InvariantCulture) + unit,
                Measurement.NoHistory none => string.Create(CultureInfo.InvariantCulture, $"no history ({none.Revisions} of {none.RevisionsMin} revisions)"),
                _ => "not measured",
            },
            Value = measurement switch
            {
                Measurement.Taken taken => taken.Value,
                Measurement.NoHistory none => none.Value,
                _ => null,
            },
            Problem = (measurement as Measurement.Failed)?.Reason,
            Expected = rule.Threshold + unit,
            Passed = measurement is Measurement.NoHistory || (measurement is Measurement.Taken { Number: var number } && rule.Threshold.Holds(number)),
            Blocking = rule.Blocking,
        };
    }

    private static string UnitOf(QualityRule rule) => rule.Measure switch
    {
        QualityMeasure.Change => " %",
        QualityMeasure.RobustZ => "",
        _ => rule.InPercent ? " %" : "",
    };
}
