using System.Text.Json;
using Bourse.Iceberg.Json;

namespace Bourse.Iceberg.Partitioning;

/// <summary>
/// Partition specs as JSON (Iceberg specification, appendix C): <c>{"spec-id":0,"fields":[{"source-id":4,"field-id":1000,"name":"month","transform":"month"}]}</c>.
/// </summary>
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
        return new PartitionSpec(part.Required("spec-id").Int(), ReadFields(part.Required("fields")));
    }

    /// <summary>Reads a spec's fields; where version 1 gives no ids they count up from 1000.</summary>
    internal static ValueList<PartitionField> ReadFields(JsonPart part)
    {
        var fields = part.Items().Select(ReadField).ToValueList();
        return fields.Select(f => f.FieldId).Distinct().Count() == fields.Count ? fields : throw part.Error("has two fields with one id");
    }

    private static PartitionField ReadField(JsonPart part, int index) => new(
        SourceId(part),
        part.Optional("field-id")?.Int() ?? PartitionSpec.FieldIdMin + index,
        part.Required("name").Text(),
        Transform.Parse(part.Required("transform").Text()));

    // Version 3 writes a list where a transform has several sources; of the transforms that are read, none has.
    private static int SourceId(JsonPart part)
    {
        if (part.Optional("source-ids")?.Items() is not { } sources)
            return part.Required("source-id").Int();
        return sources is [var only] ? only.Int() : throw part.Error($"has a transform of {sources.Count} columns, which is not supported");
    }

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
