using System.Diagnostics;
using System.Globalization;
using System.Text.Json;
using Bourse.Iceberg.Expressions;
using Bourse.Iceberg.Json;

namespace Bourse.Iceberg.Schemas;

/// <summary>
/// Defaults as JSON (Iceberg specification, appendix D, "JSON single-value serialization"): numbers and booleans as such, all else as text, for example
/// <c>"14.20"</c>, <c>"2017-11-16"</c>, <c>"2017-11-16T22:31:08.000001+00:00"</c> or hexadecimal bytes; <c>{}</c> for a struct of its fields' defaults.
/// </summary>
internal static class FieldDefaultJson
{
    public static FieldDefault Read(JsonPart part, IcebergType type)
    {
        if (type is IcebergType.Struct)
        {
            return part.Element.ValueKind == JsonValueKind.Object && !part.Members().Any()
                ? new FieldDefault.OfFields()
                : throw part.Error("must be {} or null: the default of a struct is made of its fields' defaults");
        }
        if (type is not IcebergType.Primitive primitive || type is IcebergType.Unread or IcebergType.Unknown)
            throw part.Error($"must be null: a column of type {TypeName(type)} has no default");
        try
        {
            return new FieldDefault.Value(LiteralValues.From(Value(part, primitive), primitive));
        }
        catch (Exception e) when (e is FormatException or OverflowException or ArgumentException)
        {
            throw new IcebergFormatException($"{part.Path} is no default of type {type}: {e.Message}", e);
        }
    }

    private static string TypeName(IcebergType type) => type is IcebergType.Primitive ? type.ToString() : type.GetType().Name.ToLowerInvariant();

    public static void Write(Utf8JsonWriter writer, string name, FieldDefault? value, IcebergType type)
    {
        switch (value)
        {
            case null:
                break;
            case FieldDefault.OfFields:
                writer.WriteStartObject(name);
                writer.WriteEndObject();
                break;
            case FieldDefault.Value { Literal: Literal.Boolean v }:
                writer.WriteBoolean(name, v.Value);
                break;
            case FieldDefault.Value { Literal: Literal.Integer v }:
                writer.WriteNumber(name, v.Value);
                break;
            case FieldDefault.Value { Literal: Literal.Real { Value: var v } } when double.IsFinite(v) && type is IcebergType.Float:
                writer.WriteNumber(name, (float)v);
                break;
            case FieldDefault.Value { Literal: Literal.Real { Value: var v } } when double.IsFinite(v):
                writer.WriteNumber(name, v);
                break;
            case FieldDefault.Value v:
                writer.WriteString(name, LiteralText.Write(v.Literal));
                break;
            default:
                throw new UnreachableException();
        }
    }

    private static object Value(JsonPart part, IcebergType.Primitive type) => part.Element.ValueKind switch
    {
        // A float's digits are those of the float, not of the double that is nearest to them.
        JsonValueKind.Number when type is IcebergType.Float => (double)float.Parse(part.Element.GetRawText(), NumberStyles.Float, CultureInfo.InvariantCulture),
        JsonValueKind.True or JsonValueKind.False => part.Bool(),
        JsonValueKind.Number when part.Element.TryGetInt64(out var whole) => whole,
        JsonValueKind.Number => double.Parse(part.Element.GetRawText(), NumberStyles.Float, CultureInfo.InvariantCulture),
        _ => part.Text(),
    };
}
