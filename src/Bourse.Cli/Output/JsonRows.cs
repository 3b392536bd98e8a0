using System.Globalization;
using System.Text.Json;

namespace Bourse.Cli.Output;

/// <summary>Rows as a JSON list of objects. Numbers that a double cannot hold are text.</summary>
internal static class JsonRows
{
    private const long SafeIntegerMax = (1L << 53) - 1;

    public static void Write(Utf8JsonWriter writer, DataRows rows)
    {
        writer.WriteStartArray();
        foreach (var row in rows.Values)
        {
            writer.WriteStartObject();
            for (var column = 0; column < rows.Columns.Count; column++)
            {
                writer.WritePropertyName(rows.Columns[column]);
                Value(writer, row[column]);
            }
            writer.WriteEndObject();
        }
        writer.WriteEndArray();
    }

    /// <summary>Writes a number that a double holds; false for anything else.</summary>
    public static bool TryWriteNumber(Utf8JsonWriter writer, object value)
    {
        switch (value)
        {
            case double number when double.IsFinite(number):
                writer.WriteNumberValue(number);
                return true;
            case float number when float.IsFinite(number):
                writer.WriteNumberValue(number);
                return true;
            case sbyte or short or int or long or byte or ushort or uint
                when Convert.ToInt64(value, CultureInfo.InvariantCulture) is >= -SafeIntegerMax and <= SafeIntegerMax and var number:
                writer.WriteNumberValue(number);
                return true;
            default:
                return false;
        }
    }

    private static void Value(Utf8JsonWriter writer, object? value)
    {
        switch (value)
        {
            case null:
                writer.WriteNullValue();
                break;
            case bool flag:
                writer.WriteBooleanValue(flag);
                break;
            default:
                if (!TryWriteNumber(writer, value))
                    writer.WriteStringValue(CellText.Of(value));
                break;
        }
    }
}
