using System.Text.Json;

namespace Bourse.Events.Tests.Patterns;

/// <summary>
/// Event ruler's own definition of a match, tried by brute force: an event is flat, a list of values with paths and with the elements of arrays each lies in; a
/// pattern matches
/// when each of its paths can be given a value such that no two lie in different elements of one array. It knows texts, numbers, and <c>exists</c>.
/// </summary>
internal static class RulerModel
{
    public static bool Matches(JsonElement pattern, JsonElement bourseEvent)
    {
        var leaves = new List<Leaf>();
        Flatten(bourseEvent, "", "", [], leaves);
        return Expand(pattern, "").Any(rule => Choose([.. rule], 0, [], [], leaves));
    }

    private static void Flatten(JsonElement value, string path, string place, Dictionary<string, int> elements, List<Leaf> leaves)
    {
        switch (value.ValueKind)
        {
            case JsonValueKind.Object:
                foreach (var field in value.EnumerateObject())
                    Flatten(field.Value, $"{path}/{field.Name}", $"{place}/{field.Name}", elements, leaves);
                break;
            case JsonValueKind.Array:
                for (var at = 0; at < value.GetArrayLength(); at++)
                    Flatten(value[at], path, $"{place}[{at}]", new Dictionary<string, int>(elements) { [place] = at }, leaves);
                break;
            default:
                leaves.Add(new Leaf(path, value, elements));
                break;
        }
    }

    // Every way of choosing a branch at each $or, as paths with conditions.
    private static IEnumerable<IEnumerable<(string Path, JsonElement Conditions)>> Expand(JsonElement fields, string path)
    {
        IEnumerable<IEnumerable<(string, JsonElement)>> rules = [[]];
        foreach (var field in fields.EnumerateObject())
        {
            var own = field.Name == "$or"
                ? field.Value.EnumerateArray().SelectMany(branch => Expand(branch, path))
                : field.Value.ValueKind == JsonValueKind.Object ? Expand(field.Value, $"{path}/{field.Name}") : [[($"{path}/{field.Name}", field.Value)]];
            rules = rules.SelectMany(_ => own, (first, second) => first.Concat(second)).ToList();
        }
        return rules;
    }

    private static bool Choose(
        (string Path, JsonElement Conditions)[] rule, int at, List<string> absent, Dictionary<string, int> elements, List<Leaf> leaves)
    {
        if (at == rule.Length)
            return !leaves.Any(leaf => absent.Contains(leaf.Path) && leaf.LiesIn(elements));
        foreach (var leaf in leaves.Where(leaf => leaf.Path == rule[at].Path && leaf.LiesIn(elements)))
            if (rule[at].Conditions.EnumerateArray().Any(condition => Holds(condition, leaf.Value))
                && Choose(rule, at + 1, absent, Joined(elements, leaf.Elements), leaves))
                return true;
        return rule[at].Conditions.EnumerateArray().Any(IsAbsence) && Choose(rule, at + 1, [.. absent, rule[at].Path], elements, leaves);
    }

    private static Dictionary<string, int> Joined(Dictionary<string, int> first, Dictionary<string, int> second)
    {
        var joined = new Dictionary<string, int>(first);
        foreach (var (array, element) in second)
            joined[array] = element;
        return joined;
    }

    private static bool IsAbsence(JsonElement condition) =>
        condition.ValueKind == JsonValueKind.Object && condition.TryGetProperty("exists", out var exists) && !exists.GetBoolean();

    private static bool Holds(JsonElement condition, JsonElement value)
    {
        if (condition.ValueKind == JsonValueKind.String)
            return value.ValueKind == JsonValueKind.String && value.GetString() == condition.GetString();
        if (condition.ValueKind == JsonValueKind.Number)
            return value.ValueKind == JsonValueKind.Number && value.GetDecimal() == condition.GetDecimal();
        var only = condition.EnumerateObject().Single();
        return only.Name switch
        {
            "exists" => only.Value.GetBoolean(),
            "prefix" => value.ValueKind == JsonValueKind.String && value.GetString()!.StartsWith(only.Value.GetString()!, StringComparison.Ordinal),
            "suffix" => value.ValueKind == JsonValueKind.String && value.GetString()!.EndsWith(only.Value.GetString()!, StringComparison.Ordinal),
            "anything-but" => !(value.ValueKind == JsonValueKind.String && value.GetString() == only.Value.GetString()),
            "numeric" => value.ValueKind == JsonValueKind.Number && value.GetDecimal() > only.Value[1].GetDecimal() && value.GetDecimal() < only.Value[3].GetDecimal(),
            _ => throw new InvalidOperationException(only.Name),
        };
    }

    private sealed record Leaf(string Path, JsonElement Value, Dictionary<string, int> Elements)
    {
        public bool LiesIn(Dictionary<string, int> elements) => Elements.All(own => !elements.TryGetValue(own.Key, out var other) || other == own.Value);
    }
}
