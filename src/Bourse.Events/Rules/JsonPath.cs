using System.Globalization;
using System.Text.Json;
using System.Text.RegularExpressions;

namespace Bourse.Events.Rules;

/// <summary>
/// A path into an event, of the part of JSONPath that EventBridge takes: <c>$</c>, <c>.name</c>, <c>['name']</c>, <c>[0]</c>. It leads to one value or to none.
/// </summary>
internal sealed partial class JsonPath
{
    /// <summary>What a text must be to be one, for messages.</summary>
    public const string Rule = "must be a path such as $.detail.funds[0], of at most 256 characters";

    private const int LengthMax = 256;

    private readonly IReadOnlyList<(string? Name, int Index)> _steps;

    private JsonPath(IReadOnlyList<(string? Name, int Index)> steps) => _steps = steps;

    public static JsonPath? TryParse(string text)
    {
        if (text.Length > LengthMax || Whole().Match(text) is not { Success: true } match)
            return null;
        var steps = new List<(string?, int)>();
        foreach (Capture step in match.Groups["step"].Captures)
        {
            var one = step.Value;
            if (one[0] == '.')
                steps.Add((one[1..], 0));
            else if (one[1] == '\'')
                steps.Add((one[2..^2], 0));
            else
                steps.Add((null, int.Parse(one.AsSpan(1..^1), CultureInfo.InvariantCulture)));
        }
        return new JsonPath(steps);
    }

    public JsonElement? Find(JsonElement value)
    {
        foreach (var (name, index) in _steps)
            if (name is not null && value.ValueKind == JsonValueKind.Object && value.TryGetProperty(name, out var child))
                value = child;
            else if (name is null && value.ValueKind == JsonValueKind.Array && index < value.GetArrayLength())
                value = value[index];
            else
                return null;
        return value;
    }

    [GeneratedRegex(@"\A\$(?<step>\.[A-Za-z0-9_\-]+|\['[^'\\]+'\]|\[[0-9]{1,6}\])*\z")]
    private static partial Regex Whole();
}
