using System.Text.Json;
using Bourse.Iceberg.Json;

namespace Bourse.Iceberg.Avro;

/// <summary>Writes Avro schemas as JSON. A named type is written out once and by name after that.</summary>
internal sealed class AvroSchemaWriter
{
    private readonly HashSet<string> _written = [];

    private AvroSchemaWriter() { }

    public static byte[] Write(AvroSchema schema) => JsonOutput.Write(w => new AvroSchemaWriter().Write(w, schema));

    private void Write(Utf8JsonWriter writer, AvroSchema schema)
    {
        switch (schema)
        {
            case AvroSchema.Primitive { LogicalType: null } s:
                writer.WriteStringValue(NameOf(s.Kind));
                break;
            case AvroSchema.Primitive s:
                WriteLogical(writer, s);
                break;
            case AvroSchema.Union s:
                writer.WriteStartArray();
                foreach (var branch in s.Branches)
                    Write(writer, branch);
                writer.WriteEndArray();
                break;
            case AvroSchema.Array s:
                WriteArray(writer, s);
                break;
            case AvroSchema.Fixed s when _written.Add(s.Name):
                WriteFixed(writer, s);
                break;
            case AvroSchema.Fixed s:
                writer.WriteStringValue(s.Name);
                break;
            case AvroSchema.Record s when _written.Add(s.Name):
                WriteRecord(writer, s);
                break;
            default:
                throw new NotSupportedException($"Iceberg files have no Avro {schema.GetType().Name}.");
        }
    }

    private void WriteRecord(Utf8JsonWriter writer, AvroSchema.Record schema)
    {
        writer.WriteStartObject();
        writer.WriteString("type", "record");
        writer.WriteString("name", schema.Name);
        writer.WriteStartArray("fields");
        foreach (var field in schema.Fields)
            WriteField(writer, field);
        writer.WriteEndArray();
        writer.WriteEndObject();
    }

    private void WriteField(Utf8JsonWriter writer, AvroField field)
    {
        writer.WriteStartObject();
        writer.WriteString("name", field.Name);
        writer.WritePropertyName("type");
        Write(writer, field.Schema);
        if (field.Schema is AvroSchema.Union)
            writer.WriteNull("default");
        if (field.FieldId is { } id)
            writer.WriteNumber("field-id", id);
        if (field.IcebergName is { } name)
            writer.WriteString("iceberg-field-name", name);
        writer.WriteEndObject();
    }

    private void WriteArray(Utf8JsonWriter writer, AvroSchema.Array schema)
    {
        writer.WriteStartObject();
        writer.WriteString("type", "array");
        writer.WritePropertyName("items");
        Write(writer, schema.Items);
        if (schema.ElementId is { } id)
            writer.WriteNumber("element-id", id);
        if (schema.LogicalType is { } logical)
            writer.WriteString("logicalType", logical);
        writer.WriteEndObject();
    }

    private static void WriteFixed(Utf8JsonWriter writer, AvroSchema.Fixed schema)
    {
        writer.WriteStartObject();
        writer.WriteString("type", "fixed");
        writer.WriteString("name", schema.Name);
        writer.WriteNumber("size", schema.Size);
        if (schema.LogicalType is { } logical)
            writer.WriteString("logicalType", logical);
        if (schema.Precision is { } precision)
            writer.WriteNumber("precision", precision);
        if (schema.Scale is { } scale)
            writer.WriteNumber("scale", scale);
        writer.WriteEndObject();
    }

    private static void WriteLogical(Utf8JsonWriter writer, AvroSchema.Primitive schema)
    {
        writer.WriteStartObject();
        writer.WriteString("type", NameOf(schema.Kind));
        writer.WriteString("logicalType", schema.LogicalType);
        if (schema.AdjustToUtc is { } adjust)
            writer.WriteBoolean("adjust-to-utc", adjust);
        writer.WriteEndObject();
    }

    private static string NameOf(AvroKind kind) => kind.ToString().ToLowerInvariant();
}
