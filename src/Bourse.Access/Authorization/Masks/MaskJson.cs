using System.Collections.Immutable;
using System.Diagnostics;
using System.Globalization;
using System.Text.Json;

namespace Bourse.Access.Authorization.Masks;

/// <summary>
/// Masks as rule sets keep them: <c>[{"field":3,"mask":"last-four"},{"field":7,"mask":"bucket","width":"10"}]</c>, ascending by field, each member in this order.
/// Anything else is refused when read: a mask that is not understood must not show a column.
/// </summary>
internal static class MaskJson
{
    private const string Redact = "redact", Null = "null", Constant = "constant", LastFour = "last-four", Hash = "hash", Truncate = "truncate", Bucket = "bucket";

    public static void Write(Utf8JsonWriter writer, ImmutableSortedDictionary<int, Mask> masks)
    {
        writer.WriteStartArray();
        foreach (var (field, mask) in masks)
        {
            writer.WriteStartObject();
            writer.WriteNumber("field", field);
            var (name, argument) = Parts(mask);
            writer.WriteString("mask", name);
            if (argument is var (member, value))
                writer.WriteString(member, value);
            writer.WriteEndObject();
        }
        writer.WriteEndArray();
    }

    /// <exception cref="FormatException">They are no masks.</exception>
    public static ImmutableSortedDictionary<int, Mask> Read(JsonElement element)
    {
        if (element.ValueKind != JsonValueKind.Array || element.GetArrayLength() == 0)
            throw new FormatException("A rule set's 'masks' is an array of at least one mask.");
        var masks = ImmutableSortedDictionary.CreateBuilder<int, Mask>();
        foreach (var item in element.EnumerateArray())
        {
            var (field, mask) = ReadOne(item);
            if (masks.Count > 0 && masks.Keys.Last() >= field)
                throw new FormatException("A rule set's 'masks' are ascending by field, one a field.");
            masks.Add(field, mask);
        }
        return masks.ToImmutable();
    }

    private static (string Name, (string Member, string Value)? Argument) Parts(Mask mask) => mask switch
    {
        Mask.Redact => (Redact, null),
        Mask.Null => (Null, null),
        Mask.Constant m => (Constant, ("value", m.Value)),
        Mask.LastFour => (LastFour, null),
        Mask.KeyedHash m => (Hash, ("key", m.Key.Name)),
        Mask.TruncateDate m => (Truncate, ("unit", MaskWords.UnitName(m.Unit))),
        Mask.Bucket m => (Bucket, ("width", m.Width.ToString(CultureInfo.InvariantCulture))),
        _ => throw new UnreachableException(),
    };

    private static (int Field, Mask Mask) ReadOne(JsonElement item)
    {
        var members = item.ValueKind == JsonValueKind.Object ? item.EnumerateObject().ToArray() : [];
        if (members is not [{ Name: "field" } first, { Name: "mask", Value.ValueKind: JsonValueKind.String } second, ..] || members.Length > 3
            || first.Value.ValueKind != JsonValueKind.Number || !first.Value.TryGetInt32(out var field))
            throw new FormatException("A mask has the members 'field', a number, and 'mask', a text, in this order, and one more at most.");
        var argument = members.Length == 3 ? members[2] : default(JsonProperty?);
        var value = argument is { Value.ValueKind: JsonValueKind.String } given ? given.Value.GetString() : null;
        Mask? mask = (second.Value.GetString(), argument?.Name, value) switch
        {
            (Redact, null, null) => new Mask.Redact(),
            (Null, null, null) => new Mask.Null(),
            (Constant, "value", { } text) => new Mask.Constant(text),
            (LastFour, null, null) => new Mask.LastFour(),
            (Hash, "key", { } key) => new Mask.KeyedHash(HashKey.Parse(key)),
            (Truncate, "unit", { } unit) when MaskWords.Unit(unit) is { } known => new Mask.TruncateDate(known),
            (Bucket, "width", { } text) when MaskWords.IsWidth(text, out var width) => new Mask.Bucket(width),
            _ => null,
        };
        return mask is null ? throw new FormatException($"Field {field} has a mask that is not known: {item.GetRawText()}") : (field, mask);
    }
}
