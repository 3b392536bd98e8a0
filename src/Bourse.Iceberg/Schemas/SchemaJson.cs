using System.Globalization;
using System.Text.Json;
using System.Text.RegularExpressions;
using Bourse.Iceberg.Json;

namespace Bourse.Iceberg.Schemas;

/// <summary>
/// Schemas as JSON (Iceberg specification, appendix C):
/// <c>{"type":"struct","schema-id":0,"fields":[{"id":1,"name":"nav","required":true,"type":"decimal(18, 6)","doc":"Net asset value"}]}</c>.
/// </summary>
public static partial class SchemaJson
{
    private const int DepthMax = 50;

    /// <summary>Writes a schema.</summary>
    public static void Write(Utf8JsonWriter writer, Schema schema)
    {
        ArgumentNullException.ThrowIfNull(writer);
        ArgumentNullException.ThrowIfNull(schema);
        writer.WriteStartObject();
        writer.WriteString("type", "struct");
        writer.WriteNumber("schema-id", schema.Id);
        if (schema.IdentifierFieldIds.Count > 0)
            writer.WriteArray("identifier-field-ids", schema.IdentifierFieldIds, (w, id) => w.WriteNumberValue(id));
        writer.WriteArray("fields", schema.Fields, WriteField);
        writer.WriteEndObject();
    }

    /// <summary>Writes a schema as one document.</summary>
    public static byte[] Write(Schema schema) => JsonOutput.Write(w => Write(w, schema));

    /// <summary>Reads a schema from one document.</summary>
    /// <exception cref="IcebergFormatException">It is not a schema.</exception>
    public static Schema Parse(ReadOnlyMemory<byte> utf8) => JsonPart.Parse(utf8, "schema", Read);

    internal static Schema Read(JsonPart part)
    {
        if (part.Required("type").Text() != "struct")
            throw part.Error("must be of type struct");
        var identifiers = part.Optional("identifier-field-ids")?.Items().Select(i => i.Int()).ToValueList();
        return new Schema(part.Optional("schema-id")?.Int() ?? 0, ReadFields(part, DepthMax), identifiers);
    }

    private static ValueList<NestedField> ReadFields(JsonPart part, int depthLeft) =>
        part.Required("fields").Items().Select(f => ReadField(f, depthLeft)).ToValueList();

    private static NestedField ReadField(JsonPart part, int depthLeft)
    {
        var type = ReadType(part.Required("type"), depthLeft);
        return new NestedField(
            part.Required("id").Int(),
            part.Required("name").Text(),
            type,
            part.Required("required").Bool(),
            part.Optional("doc")?.Text())
        {
            InitialDefault = part.Optional("initial-default") is { } initial ? FieldDefaultJson.Read(initial, type) : null,
            WriteDefault = part.Optional("write-default") is { } write ? FieldDefaultJson.Read(write, type) : null,
        };
    }

    private static IcebergType ReadType(JsonPart part, int depthLeft)
    {
        if (part.Element.ValueKind == JsonValueKind.String)
            return ReadPrimitive(part);
        if (depthLeft == 0)
            throw part.Error($"is nested more than {DepthMax} deep");

        return part.Required("type").Text() switch
        {
            "struct" => new IcebergType.Struct(ReadFields(part, depthLeft - 1)),
            "list" => new IcebergType.List(
                part.Required("element-id").Int(), ReadType(part.Required("element"), depthLeft - 1), part.Required("element-required").Bool()),
            "map" => new IcebergType.Map(
                part.Required("key-id").Int(), ReadType(part.Required("key"), depthLeft - 1),
                part.Required("value-id").Int(), ReadType(part.Required("value"), depthLeft - 1), part.Required("value-required").Bool()),
            var other => throw part.Error($"is of the unknown type '{other}'"),
        };
    }

    private static IcebergType.Primitive ReadPrimitive(JsonPart part) => part.Text() switch
    {
        "boolean" => new IcebergType.Boolean(),
        "int" => new IcebergType.Int(),
        "long" => new IcebergType.Long(),
        "float" => new IcebergType.Float(),
        "double" => new IcebergType.Double(),
        "date" => new IcebergType.Date(),
        "time" => new IcebergType.Time(),
        "timestamp" => new IcebergType.Timestamp(),
        "timestamptz" => new IcebergType.TimestampTz(),
        "timestamp_ns" => new IcebergType.TimestampNs(),
        "timestamptz_ns" => new IcebergType.TimestampTzNs(),
        "unknown" => new IcebergType.Unknown(),
        "string" => new IcebergType.String(),
        "uuid" => new IcebergType.Uuid(),
        "binary" => new IcebergType.Binary(),
        var text => ReadParameterized(part, text),
    };

    private static IcebergType.Primitive ReadParameterized(JsonPart part, string text)
    {
        if (DecimalForm().Match(text) is { Success: true } match)
        {
            var (precision, scale) = (Number(match.Groups[1]), Number(match.Groups[2]));
            return precision is >= 1 and <= 38 && scale <= precision
                ? new IcebergType.Decimal(precision, scale)
                : throw part.Error($"is {text}, outside precision 1 to 38 and scale up to the precision");
        }
        if (UnreadForm().IsMatch(text))
            return new IcebergType.Unread(text);
        if (FixedForm().Match(text) is { Success: true } fixedMatch && Number(fixedMatch.Groups[1]) is >= 1 and var length)
            return new IcebergType.Fixed(length);
        throw part.Error($"is of the unknown type '{text}'");
    }

    private static int Number(Group digits) => int.Parse(digits.ValueSpan, NumberStyles.None, CultureInfo.InvariantCulture);

    private static void WriteField(Utf8JsonWriter writer, NestedField field)
    {
        writer.WriteStartObject();
        writer.WriteNumber("id", field.Id);
        writer.WriteString("name", field.Name);
        writer.WriteBoolean("required", field.Required);
        writer.WritePropertyName("type");
        WriteType(writer, field.Type);
        if (field.Doc is not null)
            writer.WriteString("doc", field.Doc);
        FieldDefaultJson.Write(writer, "initial-default", field.InitialDefault, field.Type);
        FieldDefaultJson.Write(writer, "write-default", field.WriteDefault, field.Type);
        writer.WriteEndObject();
    }

    private static void WriteType(Utf8JsonWriter writer, IcebergType type)
    {
        if (type is IcebergType.Primitive primitive)
        {
            writer.WriteStringValue(primitive.ToString());
            return;
        }
        writer.WriteStartObject();
        switch (type)
        {
            case IcebergType.Struct t:
                writer.WriteString("type", "struct");
                writer.WriteArray("fields", t.Fields, WriteField);
                break;
            case IcebergType.List t:
                writer.WriteString("type", "list");
                writer.WriteNumber("element-id", t.ElementId);
                writer.WritePropertyName("element");
                WriteType(writer, t.Element);
                writer.WriteBoolean("element-required", t.ElementRequired);
                break;
            case IcebergType.Map t:
                writer.WriteString("type", "map");
                writer.WriteNumber("key-id", t.KeyId);
                writer.WritePropertyName("key");
                WriteType(writer, t.Key);
                writer.WriteNumber("value-id", t.ValueId);
                writer.WritePropertyName("value");
                WriteType(writer, t.Value);
                writer.WriteBoolean("value-required", t.ValueRequired);
                break;
        }
        writer.WriteEndObject();
    }

    [GeneratedRegex(@"\Adecimal\(\s*([0-9]{1,2})\s*,\s*([0-9]{1,2})\s*\)\z", RegexOptions.CultureInvariant)]
    private static partial Regex DecimalForm();

    // The types of version 3 that are not read.
    [GeneratedRegex(@"\A(variant|(geometry|geography)(\([^()]*\))?)\z", RegexOptions.CultureInvariant)]
    private static partial Regex UnreadForm();

    [GeneratedRegex(@"\Afixed\[\s*([0-9]{1,9})\s*\]\z", RegexOptions.CultureInvariant)]
    private static partial Regex FixedForm();
}
