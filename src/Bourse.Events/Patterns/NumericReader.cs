using System.Globalization;
using System.Text.Json;

namespace Bourse.Events.Patterns;

/// <summary>Reads numbers and ranges of them: <c>["=", 5]</c>, <c>["&gt;", 0]</c>, <c>["&gt;=", 0, "&lt;", 5]</c>.</summary>
internal static class NumericReader
{
    private const decimal Largest = 5_000_000_000;

    public static decimal Number(JsonElement value, string path) =>
        value.ValueKind == JsonValueKind.Number
        && decimal.TryParse(value.GetRawText(), NumberStyles.Float, CultureInfo.InvariantCulture, out var number) && Math.Abs(number) <= Largest
            ? number
            : throw new PatternException(path, "must have numbers between -5000000000 and 5000000000");

    public static ValueCondition.Numeric Range(JsonElement value, string path)
    {
        var parts = value.ValueKind == JsonValueKind.Array ? value.EnumerateArray().ToList() : [];
        if (parts.Count is not (2 or 4))
            throw Malformed(path);
        var first = Bound(parts[0], parts[1], path);
        if (parts.Count == 2)
            return first;
        var second = Bound(parts[2], parts[3], path);
        if (first is not { Lower: { } lower, Upper: null } || second is not { Lower: null, Upper: { } upper })
            throw Malformed(path);
        return lower.Number < upper.Number
            ? new ValueCondition.Numeric(lower, upper)
            : throw new PatternException(path, "has a 'numeric' whose lower end is not below its upper end");
    }

    private static ValueCondition.Numeric Bound(JsonElement sign, JsonElement value, string path)
    {
        if (sign.ValueKind != JsonValueKind.String)
            throw Malformed(path);
        var number = Number(value, path);
        return sign.GetString() switch
        {
            "=" => ValueCondition.Numeric.EqualTo(number),
            ">" => new ValueCondition.Numeric(new NumericBound(number, IsIncluded: false), null),
            ">=" => new ValueCondition.Numeric(new NumericBound(number, IsIncluded: true), null),
            "<" => new ValueCondition.Numeric(null, new NumericBound(number, IsIncluded: false)),
            "<=" => new ValueCondition.Numeric(null, new NumericBound(number, IsIncluded: true)),
            _ => throw Malformed(path),
        };
    }

    private static PatternException Malformed(string path) =>
        new(path, "has a 'numeric' that is not one of [\"=\", n], [\">\", n], [\"<\", n] or [\">\", n, \"<\", m], each also with \"=\"");
}
