using Bourse.Contracts.Yaml;
using Bourse.Iceberg;

namespace Bourse.Contracts;

/// <summary>Reads one entry of ODCS <c>quality</c>, on a table or on a column.</summary>
internal static class QualityRuleReader
{
    private static readonly string[] Operators =
        ["mustBe", "mustNotBe", "mustBeGreaterThan", "mustBeGreaterOrEqualTo", "mustBeLessThan", "mustBeLessOrEqualTo", "mustBeBetween"];

    private static readonly Dictionary<string, bool> Severities = new(StringComparer.Ordinal) { ["error"] = true, ["warning"] = false };
    private static readonly Dictionary<string, bool> Units = new(StringComparer.Ordinal) { ["rows"] = false, ["percent"] = true };

    internal static QualityRule Read(MapReader map, string? column)
    {
        _ = map.OptionalText("dimension");
        var type = map.OptionalText("type") ?? "library";
        var (measure, metric) = type switch
        {
            "library" => (Library(map, column), map.OptionalText("metric")),
            "sql" => (new QualityMeasure.Sql(map.Text("query")), "sql"),
            "custom" => ComparingMeasureReader.Read(map, column),
            _ => (Unknown(map, type), null),
        };
        var name = map.OptionalText("id") ?? map.OptionalText("name") ?? (column is null ? metric : $"{column}_{metric}") ?? "";
        _ = map.OptionalText("id");
        _ = map.OptionalText("name");
        return new QualityRule
        {
            Name = name,
            Description = map.OptionalText("description") ?? name,
            Measure = measure,
            InPercent = map.OneOf("unit", Units) ?? false,
            Threshold = ThresholdOf(map),
            Blocking = map.OneOf("severity", Severities) ?? true,
        };
    }

    private static QualityMeasure.RowCount Unknown(MapReader map, string type)
    {
        map.Mistake("type", $"must be library, sql or custom, not '{type}'.");
        return new QualityMeasure.RowCount();
    }

    private static Arguments ReadArguments(MapReader map) =>
        new(map.Texts("properties"), map.Texts("validValues"), map.Texts("missingValues"), map.OptionalText("pattern"));

    internal static QualityMeasure Library(MapReader map, string? column)
    {
        var metric = map.Text("metric");
        var arguments = map.Map("arguments", ReadArguments) ?? new Arguments([], [], [], null);
        switch (metric)
        {
            case "rowCount":
                return new QualityMeasure.RowCount();
            case "duplicateValues":
                var columns = arguments.Properties.Count > 0 ? arguments.Properties : column is null ? [] : [column];
                if (columns.Count == 0)
                {
                    map.Mistake("arguments.properties", "must list the columns that together are unique.");
                }

                return new QualityMeasure.DuplicateValues(columns.ToValueList());
            case "nullValues":
                return new QualityMeasure.NullValues(Column(map, column));
            case "missingValues":
                return new QualityMeasure.MissingValues(Column(map, column), arguments.MissingValues.ToValueList());
            case "invalidValues" when arguments.Pattern is { } pattern:
                return new QualityMeasure.NotMatching(Column(map, column), pattern);
            case "invalidValues":
                if (arguments.ValidValues.Count == 0)
                {
                    map.Mistake("arguments", "must hold validValues or a pattern.");
                }

                return new QualityMeasure.NotIn(Column(map, column), arguments.ValidValues.ToValueList());
            default:
                map.Mistake("metric", $"must be one of rowCount, nullValues, missingValues, invalidValues, duplicateValues, not '{metric}'.");
                return new QualityMeasure.RowCount();
        }
    }

    internal static string Column(MapReader map, string? column)
    {
        if (column is null)
        {
            map.Mistake("metric", "is about a column: write the rule under that column's quality.");
        }

        return column ?? "";
    }

    private static Threshold ThresholdOf(MapReader map)
    {
        var given = Operators.Where(map.Has).ToList();
        if (given.Count != 1)
        {
            map.Mistake("quality", given.Count == 0 ? $"must state one of {string.Join(", ", Operators)}." : $"states {string.Join(" and ", given)}; state one.");
            foreach (var key in given)
            {
                _ = map.Take(key);
            }

            return new Threshold.Equal(0);
        }

        if (given[0] == "mustBeBetween")
        {
            return Between(map);
        }

        var value = map.Number(given[0]) ?? 0;
        return given[0] switch
        {
            "mustBe" => new Threshold.Equal(value),
            "mustNotBe" => new Threshold.NotEqual(value),
            "mustBeGreaterThan" => new Threshold.Range(value, false, null, false),
            "mustBeGreaterOrEqualTo" => new Threshold.Range(value, true, null, false),
            "mustBeLessThan" => new Threshold.Range(null, false, value, false),
            _ => new Threshold.Range(null, false, value, true),
        };
    }

    private static Threshold.Range Between(MapReader map)
    {
        if (map.Texts("mustBeBetween").Select(MapReader.NumberOf).ToList() is not [{ } low, { } high] || low > high)
        {
            map.Mistake("mustBeBetween", "must be a list of two numbers, the lower first.");
            return new Threshold.Range(0, true, 0, true);
        }

        return new Threshold.Range(low, true, high, true);
    }

    private sealed record Arguments(
        IReadOnlyList<string> Properties, IReadOnlyList<string> ValidValues, IReadOnlyList<string> MissingValues, string? Pattern);
}
