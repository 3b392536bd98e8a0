using System.Collections;
using System.Globalization;
using System.Text.Json;

namespace Bourse.Cli.Output;

/// <summary>
/// Values of tables as JSON: decimals as text, dates and times in ISO 8601 with <c>Z</c> for instants, bytes as <c>0x…</c>, integers that a double cannot hold as
/// text, structs and maps from text as objects, other maps as lists of key and value.
/// </summary>
internal static class TableValues
{
    private const long SafeIntegerMax = (1L << 53) - 1;

    public static void Write(Utf8JsonWriter writer, object? value)
    {
        switch (value)
        {
            case null:
                writer.WriteNullValue();
                break;
            case bool flag:
                writer.WriteBooleanValue(flag);
                break;
            case byte[] or string:
                writer.WriteStringValue(Text(value));
                break;
            case IDictionary map:
                WriteMap(writer, map);
                break;
            case IEnumerable list:
                writer.WriteStartArray();
                foreach (var item in list)
                    Write(writer, item);
                writer.WriteEndArray();
                break;
            default:
                if (!TryWriteNumber(writer, value))
                    writer.WriteStringValue(Text(value));
                break;
        }
    }

    /// <summary>The value as a cell of a table or of CSV: nested values as JSON.</summary>
    public static object? Cell(object? value) => value switch
    {
        null or string or bool or float or double or sbyte or byte or short or ushort or int or uint or long => value,
        byte[] => Text(value),
        IEnumerable => Json(value),
        _ => Text(value),
    };

    /// <summary>The value as one JSON text.</summary>
    public static string Json(object? value)
    {
        using var buffer = new MemoryStream();
        using (var writer = new Utf8JsonWriter(buffer, Terminal.JsonOptions with { Indented = false }))
            Write(writer, value);
        return System.Text.Encoding.UTF8.GetString(buffer.ToArray());
    }

    /// <summary>Writes a number that a double holds; false for anything else.</summary>
    private static bool TryWriteNumber(Utf8JsonWriter writer, object value)
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

    private static string Text(object value) => value switch
    {
        byte[] bytes => "0x" + Convert.ToHexStringLower(bytes),
        TimeOnly time => time.ToString("HH:mm:ss.FFFFFF", CultureInfo.InvariantCulture),
        _ => InvariantText.Of(value),
    };

    private static void WriteMap(Utf8JsonWriter writer, IDictionary map)
    {
        if (!map.Keys.Cast<object?>().All(k => k is string))
        {
            writer.WriteStartArray();
            foreach (DictionaryEntry pair in map)
            {
                writer.WriteStartObject();
                writer.WritePropertyName("key");
                Write(writer, pair.Key);
                writer.WritePropertyName("value");
                Write(writer, pair.Value);
                writer.WriteEndObject();
            }
            writer.WriteEndArray();
            return;
        }
        writer.WriteStartObject();
        foreach (DictionaryEntry pair in map)
        {
            writer.WritePropertyName((string)pair.Key);
            Write(writer, pair.Value);
        }
        writer.WriteEndObject();
    }
}
