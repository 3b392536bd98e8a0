using System.Collections;
using System.Globalization;
using System.Text.Json;

namespace Bourse.Iceberg.Tests.Fixtures;

/// <summary>Values of the engine and of EXPECTED.json in one form: what they are, not how either writes them.</summary>
internal static class FixtureText
{
    public static string Of(IEnumerable<object?> row) => string.Join("|", row.Select(Of));

    public static string Of(JsonElement row) => string.Join("|", row.EnumerateArray().Select(Value));

    private static string Of(object? value) => value switch
    {
        null => "∅",
        bool v => v ? "true" : "false",
        byte[] v => "0x" + Convert.ToHexStringLower(v),
        DateOnly v => v.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture),
        TimeOnly v => v.ToString("HH:mm:ss.FFFFFF", CultureInfo.InvariantCulture),
        DateTimeOffset v => v.ToString("yyyy-MM-dd HH:mm:ss.FFFFFF", CultureInfo.InvariantCulture) + "Z",
        DateTime v => v.ToString("yyyy-MM-dd HH:mm:ss.FFFFFF", CultureInfo.InvariantCulture),
        float v => Real(v),
        double v => Real(v),
        string v => v,
        IDictionary v => "{" + string.Join(",", v.Keys.Cast<object>().Select(k => $"{Of(k)}={Of(v[k])}")) + "}",
        IReadOnlyDictionary<string, object?> v => "{" + string.Join(",", v.Select(p => $"{p.Key}={Of(p.Value)}")) + "}",
        IEnumerable v => "[" + string.Join(",", v.Cast<object?>().Select(Of)) + "]",
        _ => Convert.ToString(value, CultureInfo.InvariantCulture)!,
    };

    private static string Value(JsonElement value) => value.ValueKind switch
    {
        JsonValueKind.Null => "∅",
        JsonValueKind.True => "true",
        JsonValueKind.False => "false",
        JsonValueKind.Number when value.TryGetInt64(out var whole) => whole.ToString(CultureInfo.InvariantCulture),
        JsonValueKind.Number => Real(value.GetDouble()),
        JsonValueKind.Object => "{" + string.Join(",", value.EnumerateObject().Select(m => $"{m.Name}={Value(m.Value)}")) + "}",
        JsonValueKind.Array when value.EnumerateArray().All(IsPair) && value.GetArrayLength() > 0 =>
            "{" + string.Join(",", value.EnumerateArray().Select(p => $"{Value(p.GetProperty("key"))}={Value(p.GetProperty("value"))}")) + "}",
        JsonValueKind.Array => "[" + string.Join(",", value.EnumerateArray().Select(Value)) + "]",
        _ => Text(value.GetString()!),
    };

    // A float's digits differ between readers that print it as the double it becomes.
    private static string Real(double value) => ((float)value).ToString("R", CultureInfo.InvariantCulture);

    private static bool IsPair(JsonElement item) =>
        item.ValueKind == JsonValueKind.Object && item.EnumerateObject().Select(m => m.Name).SequenceEqual(["key", "value"]);

    private static string Text(string text) => text.EndsWith("+00", StringComparison.Ordinal) && text.Contains(':', StringComparison.Ordinal) ? text[..^3] + "Z" : text;
}
