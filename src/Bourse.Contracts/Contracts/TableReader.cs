using Bourse.Access.Resources;
using Bourse.Contracts.Yaml;

namespace Bourse.Contracts;

/// <summary>Reads one entry of ODCS <c>schema</c>.</summary>
internal static class TableReader
{
    internal static ContractTable Read(MapReader map)
    {
        var text = map.Text("name");
        if (!TableName.TryParse(text, out var name) && text.Length > 0)
        {
            map.Mistake("name", $"'{text}' is not a table name: lower-case letters, digits and underscores, starting with a letter.");
        }

        _ = map.OptionalText("physicalType");
        _ = map.OptionalText("businessName");
        if (map.OptionalText("logicalType") is { } logicalType && logicalType != "object")
        {
            map.Mistake("logicalType", $"must be object for a table, not '{logicalType}'.");
        }

        var columnRules = new List<QualityRule>();
        var columns = map.Maps("properties", property => ColumnReader.Read(property, columnRules));
        if (columns.Count == 0)
        {
            map.Mistake("properties", "must list at least one column.");
        }

        foreach (var repeated in columns.GroupBy(column => column.Name, StringComparer.OrdinalIgnoreCase).Where(group => group.Count() > 1))
        {
            map.Mistake("properties", $"names the column '{repeated.Key}' more than once; engines compare names without case.");
        }

        List<QualityRule> rules = [.. map.Maps("quality", rule => QualityRuleReader.Read(rule, null)), .. columnRules];
        if (PromisedRules.OfKey(columns) is { } key && !rules.Any(rule => SameMeasure(rule.Measure, key.Measure)))
        {
            rules.Add(key);
        }

        CheckRules(map, columns, rules);
        var rowScope = CustomPropertyReader.Read(map, CustomPropertyNames.OfTable).Texts.GetValueOrDefault(CustomPropertyNames.RowScope);
        if (rowScope is not (null or CustomPropertyNames.EveryRow) && !columns.Any(column => column.Name == rowScope && column.Type == LogicalType.String))
        {
            map.Mistake("customProperties", $"{CustomPropertyNames.RowScope} names '{rowScope}', which is not a string column of the table.");
        }

        return new ContractTable
        {
            Name = name,
            PhysicalName = map.OptionalText("physicalName") ?? $"gold.{text}",
            Description = map.Text("description"),
            Grain = map.OptionalText("dataGranularityDescription"),
            Columns = columns,
            Quality = rules,
            RowScope = rowScope == CustomPropertyNames.EveryRow ? null : rowScope,
            StatesRowScope = rowScope is not null,
        };
    }

    private static bool SameMeasure(QualityMeasure one, QualityMeasure other) =>
        one is QualityMeasure.DuplicateValues(var columns) && other is QualityMeasure.DuplicateValues(var others) && columns.ToHashSet().SetEquals(others);

    private static void CheckRules(MapReader map, IReadOnlyList<ContractColumn> columns, List<QualityRule> rules)
    {
        foreach (var rule in rules)
        {
            IReadOnlyList<string> named = rule.Measure switch
            {
                QualityMeasure.NullValues measure => [measure.Column],
                QualityMeasure.MissingValues measure => [measure.Column],
                QualityMeasure.NotIn measure => [measure.Column],
                QualityMeasure.NotMatching measure => [measure.Column],
                QualityMeasure.OutOfRange measure => [measure.Column],
                QualityMeasure.DuplicateValues measure => measure.Columns,
                _ => [],
            };
            foreach (var unknown in named.Where(name => name.Length > 0 && columns.All(column => column.Name != name)))
            {
                map.Mistake("quality", $"the rule '{rule.Name}' names the column '{unknown}', which the table does not have.");
            }
        }

        foreach (var repeated in rules.GroupBy(rule => rule.Name, StringComparer.Ordinal).Where(group => group.Count() > 1))
        {
            map.Mistake("quality", $"two rules are named '{repeated.Key}'; name each differently.");
        }
    }
}
