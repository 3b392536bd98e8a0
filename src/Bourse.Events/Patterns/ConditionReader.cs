using System.Globalization;
using System.Net;
using System.Text.Json;

namespace Bourse.Events.Patterns;

/// <summary>Reads the array of conditions at a field.</summary>
internal static class ConditionReader
{
    private const string IgnoreCase = "equals-ignore-case";

    public static readonly IReadOnlySet<string> Operators =
        new HashSet<string>(["exists", "prefix", "suffix", IgnoreCase, "wildcard", "anything-but", "numeric", "cidr"], StringComparer.Ordinal);

    /// <exception cref="PatternException">A condition is malformed.</exception>
    public static ValuesNode Read(JsonElement values, string path)
    {
        if (values.GetArrayLength() == 0)
            throw new PatternException(path, "must not be an empty array");
        var conditions = new List<ValueCondition>();
        var acceptsAbsence = false;
        foreach (var value in values.EnumerateArray())
            if (value.ValueKind == JsonValueKind.Object && OnlyField(value, path) is { Name: "exists" } exists)
            {
                if (exists.Value.ValueKind == JsonValueKind.True)
                    conditions.Add(new ValueCondition.Exists());
                else if (exists.Value.ValueKind == JsonValueKind.False)
                    acceptsAbsence = true;
                else
                    throw new PatternException(path, "has an 'exists' that is neither true nor false");
            }
            else
            {
                conditions.Add(ReadCondition(value, path));
            }
        return new ValuesNode(conditions, acceptsAbsence);
    }

    private static ValueCondition ReadCondition(JsonElement value, string path) => value.ValueKind switch
    {
        JsonValueKind.String => new ValueCondition.ExactText(value.GetString()!),
        JsonValueKind.Number => ValueCondition.Numeric.EqualTo(NumericReader.Number(value, path)),
        JsonValueKind.True or JsonValueKind.False or JsonValueKind.Null => new ValueCondition.Literal(value.ValueKind),
        JsonValueKind.Object => ReadOperator(OnlyField(value, path), path),
        _ => throw new PatternException(path, "must not hold an array within its array"),
    };

    private static ValueCondition ReadOperator(JsonProperty only, string path) => only.Name switch
    {
        "prefix" => ReadPart(only, TextPart.Start, path),
        "suffix" => ReadPart(only, TextPart.End, path),
        IgnoreCase => SameLetters(Text(only.Value, only.Name, path)),
        "wildcard" => Like(Text(only.Value, only.Name, path), path),
        "anything-but" => new ValueCondition.AnythingBut(ReadForbidden(only.Value, path)),
        "numeric" => NumericReader.Range(only.Value, path),
        "cidr" => Network(Text(only.Value, only.Name, path), path),
        _ => throw new PatternException(path, $"has the unknown operator '{Shown(only.Name)}'; there are {string.Join(", ", Operators)}"),
    };

    private static ValueCondition.SimilarText ReadPart(JsonProperty only, TextPart part, string path)
    {
        if (only.Value.ValueKind != JsonValueKind.Object)
            return new ValueCondition.SimilarText(Text(only.Value, only.Name, path), part, StringComparison.Ordinal);
        var inner = OnlyField(only.Value, path);
        return inner.Name == IgnoreCase
            ? new ValueCondition.SimilarText(Text(inner.Value, inner.Name, path), part, StringComparison.OrdinalIgnoreCase)
            : throw new PatternException(path, $"has a '{only.Name}' with the unknown operator '{Shown(inner.Name)}'; there is {IgnoreCase}");
    }

    // anything-but takes a text, a number, an array of either, or one of four operators with a text or an array of texts.
    private static IReadOnlyList<ValueCondition> ReadForbidden(JsonElement value, string path)
    {
        if (value.ValueKind != JsonValueKind.Object)
            return ReadForbiddenValues(value, path);
        var only = OnlyField(value, path);
        Func<string, ValueCondition> make = only.Name switch
        {
            "prefix" => text => new ValueCondition.SimilarText(NotEmpty(text, only.Name, path), TextPart.Start, StringComparison.Ordinal),
            "suffix" => text => new ValueCondition.SimilarText(NotEmpty(text, only.Name, path), TextPart.End, StringComparison.Ordinal),
            IgnoreCase => SameLetters,
            "wildcard" => text => Like(text, path),
            _ => throw new PatternException(
                path, $"has an 'anything-but' with the unknown operator '{Shown(only.Name)}'; there are prefix, suffix, {IgnoreCase}, wildcard"),
        };
        return [.. OneOrMany(only.Value, path).Select(text => make(Text(text, only.Name, path)))];
    }

    private static IReadOnlyList<ValueCondition> ReadForbiddenValues(JsonElement value, string path)
    {
        var values = OneOrMany(value, path);
        if (values.Any(one => one.ValueKind is not (JsonValueKind.String or JsonValueKind.Number)) || values.Select(one => one.ValueKind).Distinct().Count() > 1)
            throw new PatternException(path, "has an 'anything-but' that is not a text, a number, an array of texts or an array of numbers");
        return [.. values.Select(one => ReadCondition(one, path))];
    }

    private static IReadOnlyList<JsonElement> OneOrMany(JsonElement value, string path)
    {
        if (value.ValueKind != JsonValueKind.Array)
            return [value];
        return value.GetArrayLength() > 0 ? [.. value.EnumerateArray()] : throw new PatternException(path, "has an 'anything-but' with an empty array");
    }

    private static ValueCondition.SimilarText SameLetters(string text) => new(text, TextPart.Whole, StringComparison.OrdinalIgnoreCase);

    private static ValueCondition.Like Like(string text, string path) =>
        new(Wildcard.TryParse(text, out var mistake) ?? throw new PatternException(path, $"has a 'wildcard' that {mistake}"));

    private static ValueCondition.InNetwork Network(string text, string path) =>
        text.Contains('/', StringComparison.Ordinal) && IPNetwork.TryParse(text, out var network)
            ? new ValueCondition.InNetwork(network)
            : throw new PatternException(path, "has a 'cidr' that is not a network such as 10.0.0.0/24, with all bits after its length 0");

    private static string Text(JsonElement value, string name, string path) =>
        value.ValueKind == JsonValueKind.String ? value.GetString()! : throw new PatternException(path, $"has a '{name}' that is not a text");

    private static string NotEmpty(string text, string name, string path) =>
        text.Length > 0 ? text : throw new PatternException(path, $"has an 'anything-but' with an empty '{name}', which nothing would match");

    private static JsonProperty OnlyField(JsonElement value, string path)
    {
        var fields = value.EnumerateObject();
        if (value.GetPropertyCount() != 1 || !fields.MoveNext())
            throw new PatternException(path, "must have one operator in each object of its array");
        return fields.Current;
    }

    private static string Shown(string name) => name.Length > 64 ? string.Create(CultureInfo.InvariantCulture, $"{name.AsSpan(0, 64)}…") : name;
}
