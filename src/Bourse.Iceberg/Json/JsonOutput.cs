using System.Buffers;
using System.Text.Encodings.Web;
using System.Text.Json;

namespace Bourse.Iceberg.Json;

/// <summary>Writes JSON documents without spaces.</summary>
internal static class JsonOutput
{
    private static readonly JsonWriterOptions Compact = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    public static byte[] Write(Action<Utf8JsonWriter> write)
    {
        var buffer = new ArrayBufferWriter<byte>();
        using (var writer = new Utf8JsonWriter(buffer, Compact))
            write(writer);
        return buffer.WrittenSpan.ToArray();
    }

    public static void WriteArray<T>(this Utf8JsonWriter writer, string name, IEnumerable<T> items, Action<Utf8JsonWriter, T> writeItem)
    {
        writer.WriteStartArray(name);
        foreach (var item in items)
            writeItem(writer, item);
        writer.WriteEndArray();
    }

    public static void WriteText(this Utf8JsonWriter writer, string name, TextDictionary map)
    {
        writer.WriteStartObject(name);
        foreach (var (key, value) in map)
            writer.WriteString(key, value);
        writer.WriteEndObject();
    }
}
