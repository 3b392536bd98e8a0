using System.Collections.Immutable;
using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;
using Bourse.Access.Authorization.Masks;
using Bourse.Iceberg;
using Bourse.Iceberg.Expressions;

namespace Bourse.Access.Authorization;

/// <summary>
/// Rule sets as JSON: <c>{"fields":[1,2,4],"filter":{"op":"true"},"masks":[{"field":2,"mask":"redact"}]}</c>, the filter as <see cref="ExpressionJson"/>
/// writes it, the masks only where there are any. The canonical text has no space, fields ascending and keys in this order: what digests are taken of.
/// Anything else is refused when read.
/// </summary>
public static class RuleSetJson
{
    private static readonly JsonWriterOptions Compact = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    /// <summary>The rule set's one canonical text.</summary>
    /// <exception cref="ArgumentException">It sees no field, its fields are not positive, ascending and distinct, or it masks one that is not among them.</exception>
    public static string ToCanonicalText(RuleSet ruleSet)
    {
        using var buffer = new MemoryStream();
        using (var writer = new Utf8JsonWriter(buffer, Compact))
            Write(writer, ruleSet);
        return Encoding.UTF8.GetString(buffer.GetBuffer(), 0, (int)buffer.Length);
    }

    /// <summary>Writes a rule set in canonical form.</summary>
    /// <exception cref="ArgumentException">It sees no field, its fields are not positive, ascending and distinct, or it masks one that is not among them.</exception>
    public static void Write(Utf8JsonWriter writer, RuleSet ruleSet)
    {
        ArgumentNullException.ThrowIfNull(writer);
        ArgumentNullException.ThrowIfNull(ruleSet);
        if (!AreFields(ruleSet.FieldIds))
            throw new ArgumentException("A rule set's field ids are positive, ascending, distinct, and at least one.", nameof(ruleSet));
        if (!ruleSet.Masks.Keys.All(ruleSet.FieldIds.Contains))
            throw new ArgumentException("A rule set masks fields that it shows.", nameof(ruleSet));
        writer.WriteStartObject();
        writer.WriteStartArray("fields");
        foreach (var id in ruleSet.FieldIds)
            writer.WriteNumberValue(id);
        writer.WriteEndArray();
        writer.WritePropertyName("filter");
        ExpressionJson.Write(writer, ruleSet.RowFilter);
        if (!ruleSet.Masks.IsEmpty)
        {
            writer.WritePropertyName("masks");
            MaskJson.Write(writer, ruleSet.Masks);
        }
        writer.WriteEndObject();
    }

    /// <summary>Reads what <see cref="Write"/> wrote.</summary>
    /// <exception cref="FormatException">The text is not a rule set; the message names the member.</exception>
    public static RuleSet Parse(string json)
    {
        try
        {
            using var document = JsonDocument.Parse(json);
            return Read(document.RootElement);
        }
        catch (JsonException e)
        {
            throw new FormatException("A rule set is not JSON: " + e.Message, e);
        }
    }

    /// <summary>Reads a rule set.</summary>
    /// <exception cref="FormatException">The element is not a rule set; the message names the member.</exception>
    public static RuleSet Read(JsonElement element)
    {
        string[] members = element.ValueKind == JsonValueKind.Object ? [.. element.EnumerateObject().Select(member => member.Name)] : [];
        if (members is not (["fields", "filter"] or ["fields", "filter", "masks"]))
            throw new FormatException("A rule set has the members 'fields' and 'filter', perhaps 'masks', in this order, and no other.");
        var fields = element.GetProperty("fields");
        if (fields.ValueKind != JsonValueKind.Array
            || fields.EnumerateArray().Any(field => field.ValueKind != JsonValueKind.Number || !field.TryGetInt32(out _)))
            throw new FormatException("A rule set's 'fields' is an array of field ids.");
        ImmutableArray<int> ids = [.. fields.EnumerateArray().Select(field => field.GetInt32())];
        if (!AreFields(ids))
            throw new FormatException("A rule set's 'fields' are positive, ascending, distinct, and at least one.");
        var masks = members.Length > 2 ? MaskJson.Read(element.GetProperty("masks")) : ImmutableSortedDictionary<int, Mask>.Empty;
        if (!masks.Keys.All(ids.Contains))
            throw new FormatException("A rule set's 'masks' are of its 'fields'.");
        try
        {
            return new RuleSet { FieldIds = ids, RowFilter = ExpressionJson.Read(element.GetProperty("filter")), Masks = masks };
        }
        catch (IcebergFormatException e)
        {
            throw new FormatException("A rule set's 'filter' is no condition: " + e.Message, e);
        }
    }

    private static bool AreFields(ImmutableArray<int> ids)
    {
        if (ids.IsDefaultOrEmpty || ids[0] <= 0)
            return false;
        for (var index = 1; index < ids.Length; index++)
            if (ids[index] <= ids[index - 1])
                return false;
        return true;
    }
}
