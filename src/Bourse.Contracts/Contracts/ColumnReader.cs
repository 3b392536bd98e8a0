using Bourse.Access.Authorization.Masks;
using Bourse.Contracts.Yaml;

namespace Bourse.Contracts;

/// <summary>Reads one entry of ODCS <c>properties</c>: a column, its own quality rules and the rules its promises amount to.</summary>
internal static class ColumnReader
{
    private static readonly Dictionary<string, LogicalType> Types = new(StringComparer.Ordinal)
    {
        ["string"] = LogicalType.String,
        ["date"] = LogicalType.Date,
        ["timestamp"] = LogicalType.Timestamp,
        ["time"] = LogicalType.Time,
        ["number"] = LogicalType.Number,
        ["integer"] = LogicalType.Integer,
        ["boolean"] = LogicalType.Boolean,
    };

    private static readonly Dictionary<string, Classification> Classifications =
        Enum.GetValues<Classification>().ToDictionary(c => c.ToString().ToLowerInvariant(), StringComparer.Ordinal);

    internal static ContractColumn Read(MapReader map, List<QualityRule> rules)
    {
        var name = map.Text("name");
        if (InvisibleCharacters.MistakeIn(name) is { } mistake)
        {
            map.Mistake("name", mistake);
        }

        _ = map.OptionalText("physicalName");
        _ = map.OptionalText("businessName");
        // What the lakehouse does with the column is the model's to say; the standard lets a contract repeat it.
        _ = map.Flag("unique");
        _ = map.Flag("partitioned");
        _ = map.Number("partitionKeyPosition");
        var type = Type(map);
        var range = map.Map("logicalTypeOptions", options => new Options(RangeOf(options, type)))?.Range;
        var isKey = map.Flag("primaryKey");
        var position = map.Number("primaryKeyPosition");
        if (!isKey && position is not null)
        {
            map.Mistake("primaryKeyPosition", "is for a column with primaryKey: true.");
        }

        var ours = CustomPropertyReader.Read(map, CustomPropertyNames.OfColumn).Texts;
        var mask = ours.GetValueOrDefault(CustomPropertyNames.Mask);
        if (mask is not null && !MaskWords.IsMask(mask))
        {
            map.Mistake("customProperties", $"{CustomPropertyNames.Mask} is '{mask}'; it is one of {MaskWords.Forms}.");
        }

        var column = new ContractColumn
        {
            Name = name,
            Type = type,
            PhysicalType = map.OptionalText("physicalType"),
            Description = map.Text("description"),
            Required = map.Flag("required"),
            KeyPosition = isKey ? (int?)position ?? 1 : null,
            Range = range,
            Identifier = ours.GetValueOrDefault(CustomPropertyNames.Identifier),
            Mask = mask,
            Classification = map.OneOf("classification", Classifications),
            Examples = map.Texts("examples"),
        };
        rules.AddRange(map.Maps("quality", rule => QualityRuleReader.Read(rule, name)));
        rules.AddRange(PromisedRules.OfColumn(column));
        return column;
    }

    private static LogicalType Type(MapReader map)
    {
        if (!map.Has("logicalType"))
        {
            map.Mistake("logicalType", $"is missing; it is one of {string.Join(", ", Types.Keys)}.");
        }

        return map.OneOf("logicalType", Types) ?? LogicalType.String;
    }

    private static Threshold.Range? RangeOf(MapReader options, LogicalType type)
    {
        _ = options.Flag("timezone");
        var (minimum, above) = (options.Number("minimum"), options.Number("exclusiveMinimum"));
        var (maximum, below) = (options.Number("maximum"), options.Number("exclusiveMaximum"));
        if (minimum is not null && above is not null)
        {
            options.Mistake("exclusiveMinimum", "is given beside minimum; give one.");
        }

        if (maximum is not null && below is not null)
        {
            options.Mistake("exclusiveMaximum", "is given beside maximum; give one.");
        }

        if ((minimum ?? above ?? maximum ?? below) is null)
        {
            return null;
        }

        if (type is not (LogicalType.Number or LogicalType.Integer))
        {
            options.Mistake("minimum", "and maximum are for number and integer columns.");
        }

        if ((minimum ?? above) > (maximum ?? below))
        {
            options.Mistake("minimum", "is above the maximum; swap them.");
        }

        return new Threshold.Range(minimum ?? above, minimum is not null, maximum ?? below, maximum is not null);
    }

    private sealed record Options(Threshold.Range? Range);
}
