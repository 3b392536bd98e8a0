using Bourse.Contracts.Yaml;

namespace Bourse.Contracts;

/// <summary>Reads a rule of <c>type: custom</c>, <c>engine: bourse</c>: what compares a revision with others, with the clock, or with its source (decision 21).</summary>
internal static class ComparingMeasureReader
{
    private const string Engine = "bourse";

    private enum Kind
    {
        Change,
        RobustZ,
        DistributionShift,
        AgeHours,
        Reconciliation,
    }

    private static readonly Dictionary<string, Kind> Kinds = new(StringComparer.Ordinal)
    {
        ["change"] = Kind.Change,
        ["robustZ"] = Kind.RobustZ,
        ["distributionShift"] = Kind.DistributionShift,
        ["ageHours"] = Kind.AgeHours,
        ["reconciliation"] = Kind.Reconciliation,
    };

    /// <summary>The measure, and the word that names a rule without a name of its own.</summary>
    internal static (QualityMeasure Measure, string? Metric) Read(MapReader map, string? column)
    {
        if (map.Text("engine") is var engine and not (Engine or ""))
        {
            map.Mistake("engine", $"must be {Engine}, not '{engine}': rules of other engines are not run here.");
        }

        if (map.Map("implementation", implementation => ReadImplementation(implementation, column)) is { } read)
        {
            return (read.Measure, read.Metric);
        }

        map.Mistake("implementation", "is missing; say in it which measure is compared.");
        return (new QualityMeasure.RowCount(), null);
    }

    private static Implementation ReadImplementation(MapReader map, string? column)
    {
        if (map.OneOf("measure", Kinds) is not { } kind)
        {
            if (!map.Has("measure"))
            {
                map.Mistake("measure", $"is missing; write one of {string.Join(", ", Kinds.Keys)}.");
            }

            return new Implementation(new QualityMeasure.RowCount(), null);
        }

        QualityMeasure measure = kind switch
        {
            Kind.Change => new QualityMeasure.Change(Compared(map, column)),
            Kind.RobustZ => new QualityMeasure.RobustZ(Compared(map, column)),
            Kind.DistributionShift => new QualityMeasure.DistributionShift(QualityRuleReader.Column(map, column)),
            Kind.AgeHours => new QualityMeasure.AgeHours(QualityRuleReader.Column(map, column)),
            _ => new QualityMeasure.Reconciliation(map.Text("query"), map.Text("source"), map.Text("sourceQuery")),
        };
        return new Implementation(measure, Kinds.First(entry => entry.Value == kind).Key);
    }

    // What is compared over revisions: a query's number, or one of the standard's metrics.
    private static QualityMeasure Compared(MapReader map, string? column) =>
        map.Has("query") ? new QualityMeasure.Sql(map.Text("query")) : QualityRuleReader.Library(map, column);

    private sealed record Implementation(QualityMeasure Measure, string? Metric);
}
