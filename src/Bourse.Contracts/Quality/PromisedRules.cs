using Bourse.Iceberg;

namespace Bourse.Contracts;

/// <summary>The rules that a contract states by describing its columns: what is required, unique together or bounded is checked like any rule.</summary>
internal static class PromisedRules
{
    internal static IEnumerable<QualityRule> OfColumn(ContractColumn column)
    {
        if (column.Required)
        {
            yield return Rule($"{column.Name}_required", $"{column.Name} is never empty.", new QualityMeasure.NullValues(column.Name));
        }

        if (column.Range is { } range)
        {
            yield return Rule($"{column.Name}_range", $"{column.Name} is {range}.", new QualityMeasure.OutOfRange(column.Name, range));
        }
    }

    internal static QualityRule? OfKey(IReadOnlyList<ContractColumn> columns)
    {
        List<string> key = [.. columns.Where(column => column.KeyPosition is not null).OrderBy(column => column.KeyPosition).Select(column => column.Name)];
        return key.Count == 0 ? null : Rule("primary_key", $"{string.Join(", ", key)} together name one row.", new QualityMeasure.DuplicateValues(key.ToValueList()));
    }

    private static QualityRule Rule(string name, string description, QualityMeasure measure) => new()
    {
        Name = name,
        Description = description,
        Measure = measure,
        InPercent = false,
        Threshold = new Threshold.Equal(0),
        Blocking = true,
    };
}
