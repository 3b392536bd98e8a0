using System.Diagnostics;
using System.Globalization;
using System.Numerics;
using System.Text.Json;

namespace Bourse.Iceberg.Expressions;

/// <summary>
/// Literals as self-describing JSON: <c>{"integer":42}</c>, <c>{"decimal":"14.20"}</c>, <c>{"date":17486}</c> (days), <c>{"timestamp":1510871468000000}</c>
/// (microseconds), <c>{"bytes":"00ff"}</c>, <c>{"real":"NaN"}</c>.
/// </summary>
internal static class LiteralJson
{
    public static void Write(Utf8JsonWriter writer, Literal literal)
    {
        writer.WriteStartObject();
        switch (literal)
        {
            case Literal.Boolean l: writer.WriteBoolean("boolean", l.Value); break;
            case Literal.Integer l: writer.WriteNumber("integer", l.Value); break;
            case Literal.Real l: writer.WriteString("real", l.Value.ToString("R", CultureInfo.InvariantCulture)); break;
            case Literal.Decimal l: writer.WriteString("decimal", l.ToString()); break;
            case Literal.Date l: writer.WriteNumber("date", l.Days); break;
            case Literal.Time l: writer.WriteNumber("time", l.Micros); break;
            case Literal.Timestamp l: writer.WriteNumber("timestamp", l.Micros); break;
            case Literal.TimestampTz l: writer.WriteNumber("timestamptz", l.Micros); break;
            case Literal.TimestampNs l: writer.WriteNumber("timestamp_ns", l.Nanos); break;
            case Literal.TimestampTzNs l: writer.WriteNumber("timestamptz_ns", l.Nanos); break;
            case Literal.Text l: writer.WriteString("string", l.Value); break;
            case Literal.Uuid l: writer.WriteString("uuid", l.Value); break;
            case Literal.Bytes l: writer.WriteString("bytes", Convert.ToHexStringLower(l.Value.AsSpan())); break;
            default: throw new UnreachableException();
        }
        writer.WriteEndObject();
    }

    public static Literal Read(JsonElement element)
    {
        if (element.ValueKind != JsonValueKind.Object || element.GetPropertyCount() != 1)
            throw new IcebergFormatException("A literal is an object with one member that names its type.");
        var member = element.EnumerateObject().First();
        try
        {
            return Read(member.Name, member.Value);
        }
        catch (Exception e) when (e is FormatException or InvalidOperationException or ArgumentException)
        {
            throw new IcebergFormatException($"A literal of type '{member.Name}' has the malformed value {member.Value.GetRawText()}.", e);
        }
    }

    /// <summary>Reads decimal digits with an optional sign and point; the scale is the number of digits after the point.</summary>
    public static Literal.Decimal ParseDecimal(string text)
    {
        var point = text.IndexOf('.', StringComparison.Ordinal);
        var digits = point < 0 ? text : text.Remove(point, 1);
        return new Literal.Decimal(BigInteger.Parse(digits, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture), point < 0 ? 0 : text.Length - point - 1);
    }

    private static Literal Read(string type, JsonElement value) => type switch
    {
        "boolean" => new Literal.Boolean(value.GetBoolean()),
        "integer" => new Literal.Integer(value.GetInt64()),
        "real" => new Literal.Real(double.Parse(value.GetString()!, NumberStyles.Float, CultureInfo.InvariantCulture)),
        "decimal" => ParseDecimal(value.GetString()!),
        "date" => new Literal.Date(value.GetInt32()),
        "time" => new Literal.Time(value.GetInt64()),
        "timestamp" => new Literal.Timestamp(value.GetInt64()),
        "timestamptz" => new Literal.TimestampTz(value.GetInt64()),
        "timestamp_ns" => new Literal.TimestampNs(value.GetInt64()),
        "timestamptz_ns" => new Literal.TimestampTzNs(value.GetInt64()),
        "string" => new Literal.Text(value.GetString()!),
        "uuid" => new Literal.Uuid(value.GetGuid()),
        "bytes" => new Literal.Bytes([.. Convert.FromHexString(value.GetString()!)]),
        _ => throw new IcebergFormatException($"A literal has the unknown type '{type}'."),
    };
}
