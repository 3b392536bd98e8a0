using System.Text;
using System.Text.Json;
using Bourse.Iceberg.Schemas;
using Bourse.Server.Http;

namespace Bourse.Server.Protocols.DeltaSharing;

/// <summary>
/// The columns of a table in Delta's words (PROTOCOL.md, "Schema Object"; docs/decisions/0017). Columns of types that Delta has not are left out; fields carry their id
/// and
/// their description as metadata.
/// </summary>
internal sealed class DeltaSchema
{
    private DeltaSchema(IReadOnlyList<NestedField> fields, IReadOnlyList<string> leftOut, string? ntzColumn, string json) =>
        (Fields, LeftOut, NtzColumn, Json) = (fields, leftOut, ntzColumn, json);

    /// <summary>The columns that are shown.</summary>
    public IReadOnlyList<NestedField> Fields { get; }

    /// <summary>Names of the columns that are left out.</summary>
    public IReadOnlyList<string> LeftOut { get; }

    /// <summary>The first column with a timestamp without zone, at any depth; null for none.</summary>
    public string? NtzColumn { get; }

    /// <summary>The protocol's <c>schemaString</c>.</summary>
    public string Json { get; }

    /// <summary>The schema of a table's columns.</summary>
    public static DeltaSchema Of(Schema schema)
    {
        var shown = schema.Fields.Where(f => IsKnown(f.Type)).ToArray();
        var json = JsonBody.Render(writer => WriteStruct(writer, shown));
        return new DeltaSchema(
            shown, [.. schema.Fields.Where(f => !IsKnown(f.Type)).Select(f => f.Name)], shown.FirstOrDefault(f => HasNtz(f.Type))?.Name,
            Encoding.UTF8.GetString(json.Span));
    }

    /// <summary>Whether a reader that knows later columns reads files with earlier ones by name: each is still there with its name and type.</summary>
    public static bool Reads(Schema later, Schema earlier) =>
        earlier.Fields.All(before => later.FindColumn(before.Id) is { } now && now.Name == before.Name && IsSame(now.Type, before.Type));

    private static bool IsSame(IcebergType now, IcebergType before) => (now, before) switch
    {
        (IcebergType.Struct a, IcebergType.Struct b) => b.Fields.All(old => a.Fields.Any(f => f.Id == old.Id && f.Name == old.Name && IsSame(f.Type, old.Type))),
        (IcebergType.List a, IcebergType.List b) => IsSame(a.Element, b.Element),
        (IcebergType.Map a, IcebergType.Map b) => IsSame(a.Key, b.Key) && IsSame(a.Value, b.Value),
        _ => now == before,
    };

    private static bool IsKnown(IcebergType type) => type switch
    {
        IcebergType.Boolean or IcebergType.Int or IcebergType.Long or IcebergType.Float or IcebergType.Double or IcebergType.Decimal or IcebergType.Date
            or IcebergType.Timestamp or IcebergType.TimestampTz or IcebergType.String or IcebergType.Fixed or IcebergType.Binary => true,
        IcebergType.Struct t => t.Fields.All(f => IsKnown(f.Type)),
        IcebergType.List t => IsKnown(t.Element),
        IcebergType.Map t => IsKnown(t.Key) && IsKnown(t.Value),
        _ => false,
    };

    private static bool HasNtz(IcebergType type) => type switch
    {
        IcebergType.Timestamp => true,
        IcebergType.Struct t => t.Fields.Any(f => HasNtz(f.Type)),
        IcebergType.List t => HasNtz(t.Element),
        IcebergType.Map t => HasNtz(t.Key) || HasNtz(t.Value),
        _ => false,
    };

    private static void WriteStruct(Utf8JsonWriter json, IEnumerable<NestedField> fields)
    {
        json.WriteStartObject();
        json.WriteString("type", "struct");
        json.WriteStartArray("fields");
        foreach (var field in fields)
        {
            json.WriteStartObject();
            json.WriteString("name", field.Name);
            json.WritePropertyName("type");
            WriteType(json, field.Type);
            json.WriteBoolean("nullable", !field.Required);
            json.WriteStartObject("metadata");
            json.WriteNumber("bourse.fieldId", field.Id);
            if (field.Doc is { Length: > 0 } doc)
                json.WriteString("comment", doc);
            json.WriteEndObject();
            json.WriteEndObject();
        }
        json.WriteEndArray();
        json.WriteEndObject();
    }

    private static void WriteType(Utf8JsonWriter json, IcebergType type)
    {
        switch (type)
        {
            case IcebergType.Struct t:
                WriteStruct(json, t.Fields);
                break;
            case IcebergType.List t:
                json.WriteStartObject();
                json.WriteString("type", "array");
                json.WritePropertyName("elementType");
                WriteType(json, t.Element);
                json.WriteBoolean("containsNull", !t.ElementRequired);
                json.WriteEndObject();
                break;
            case IcebergType.Map t:
                json.WriteStartObject();
                json.WriteString("type", "map");
                json.WritePropertyName("keyType");
                WriteType(json, t.Key);
                json.WritePropertyName("valueType");
                WriteType(json, t.Value);
                json.WriteBoolean("valueContainsNull", !t.ValueRequired);
                json.WriteEndObject();
                break;
            default:
                json.WriteStringValue(Name(type));
                break;
        }
    }

    private static string Name(IcebergType type) => type switch
    {
        IcebergType.Int => "integer",
        IcebergType.Decimal t => FormattableString.Invariant($"decimal({t.Precision},{t.Scale})"),
        IcebergType.Timestamp => "timestamp_ntz",
        IcebergType.TimestampTz => "timestamp",
        IcebergType.Fixed => "binary",
        _ => type.ToString()!,
    };
}
