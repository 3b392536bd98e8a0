using System.Text;
using System.Text.Json;

namespace Bourse.Cli.Output;

/// <summary>Rows as a JSON list of objects, values as <see cref="TableValues"/> writes them.</summary>
internal static class JsonRows
{
    public static void Write(Utf8JsonWriter writer, DataRows rows)
    {
        writer.WriteStartArray();
        foreach (var row in rows.Values)
            Write(writer, rows.Columns, row);
        writer.WriteEndArray();
    }

    /// <summary>One row, as an object on one line.</summary>
    public static string Line(IReadOnlyList<string> columns, IReadOnlyList<object?> row)
    {
        using var buffer = new MemoryStream();
        using (var writer = new Utf8JsonWriter(buffer, Terminal.JsonOptions with { Indented = false }))
            Write(writer, columns, row);
        return Encoding.UTF8.GetString(buffer.GetBuffer(), 0, (int)buffer.Length);
    }

    private static void Write(Utf8JsonWriter writer, IReadOnlyList<string> columns, IReadOnlyList<object?> row)
    {
        writer.WriteStartObject();
        for (var column = 0; column < columns.Count; column++)
        {
            writer.WritePropertyName(columns[column]);
            TableValues.Write(writer, row[column]);
        }
        writer.WriteEndObject();
    }
}
