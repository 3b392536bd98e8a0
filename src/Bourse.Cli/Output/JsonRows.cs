using System.Text.Json;

namespace Bourse.Cli.Output;

/// <summary>Rows as a JSON list of objects, values as <see cref="TableValues"/> writes them.</summary>
internal static class JsonRows
{
    public static void Write(Utf8JsonWriter writer, DataRows rows)
    {
        writer.WriteStartArray();
        foreach (var row in rows.Values)
        {
            writer.WriteStartObject();
            for (var column = 0; column < rows.Columns.Count; column++)
            {
                writer.WritePropertyName(rows.Columns[column]);
                TableValues.Write(writer, row[column]);
            }
            writer.WriteEndObject();
        }
        writer.WriteEndArray();
    }
}
