using System.Text.Json;
using Bourse.Iceberg.Json;

namespace Bourse.Iceberg.Partitioning;

/// <summary>Partition specs as JSON (Iceberg specification, appendix C): <c>{"spec-id":0,"fields":[{"source-id":4,"field-id":1000,"name":"month","transform":"month"}]}</c>.</summary>
public static class PartitionSpecJson
{
    /// <summary>Writes a spec.</summary>
    public static void Write(Utf8JsonWriter writer, PartitionSpec spec)
    {
        ArgumentNullException.ThrowIfNull(writer);
        ArgumentNullException.ThrowIfNull(spec);
        writer.WriteStartObject();
        writer.WriteNumber("spec-id", spec.Id);
        writer.WriteArray("fields", spec.Fields, WriteField);
        writer.WriteEndObject();
    }

    /// <summary>Writes the fields alone, as a manifest's key-value holds them.</summary>
    public static byte[] WriteFields(PartitionSpec spec) => JsonOutput.Write(w =>
    {
        w.WriteStartArray();
        foreach (var field in spec.Fields)
            WriteField(w, field);
        w.WriteEndArray();
    });

    internal static PartitionSpec Read(JsonPart part)
    {
        var fields = part.Required("fields").Items().Select(ReadField).ToValueList();
        if (fields.Select(f => f.FieldId).Distinct().Count() != fields.Count)
            throw part.Error("has two fields with one id");
        return new PartitionSpec(part.Required("spec-id").Int(), fields);
    }

    private static PartitionField ReadField(JsonPart part) => new(
        part.Required("source-id").Int(),
        part.Required("field-id").Int(),
        part.Required("name").Text(),
        Transform.Parse(part.Required("transform").Text()));

    private static void WriteField(Utf8JsonWriter writer, PartitionField field)
    {
        writer.WriteStartObject();
        writer.WriteNumber("source-id", field.SourceId);
        writer.WriteNumber("field-id", field.FieldId);
        writer.WriteString("name", field.Name);
        writer.WriteString("transform", field.Transform.ToString());
        writer.WriteEndObject();
    }
}
