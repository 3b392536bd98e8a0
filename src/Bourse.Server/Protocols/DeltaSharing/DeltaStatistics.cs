using System.Globalization;
using System.Text;
using System.Text.Json;
using Bourse.Iceberg;
using Bourse.Iceberg.Expressions;
using Bourse.Iceberg.Manifests;
using Bourse.Iceberg.Schemas;
using Bourse.Server.Http;

namespace Bourse.Server.Protocols.DeltaSharing;

/// <summary>What a projected file's manifest entry says of it, in Delta's words (PROTOCOL.md, "Per-file Statistics"). What could mislead is left out.</summary>
internal static class DeltaStatistics
{
    private const long MicrosPerMillisecond = 1000;

    // Years beyond these are not read back by everybody.
    private static readonly long MicrosMin = (new DateTime(1, 1, 2).Ticks - DateTime.UnixEpoch.Ticks) / TimeSpan.TicksPerMicrosecond;
    private static readonly long MicrosMax = (new DateTime(9999, 12, 30).Ticks - DateTime.UnixEpoch.Ticks) / TimeSpan.TicksPerMicrosecond;

    /// <summary>The statistics as the text of a JSON document: rows, and of top-level columns bounds and null counts.</summary>
    public static string Of(DataFile file, DeltaSchema schema)
    {
        // Decoded at each look.
        var known = file.Columns;
        var columns = schema.Fields.Where(f => f.Type is IcebergType.Primitive && known.ContainsKey(f.Id)).Select(f => (Field: f, Metrics: known[f.Id])).ToArray();
        return Encoding.UTF8.GetString(JsonBody.Render(json =>
        {
            json.WriteStartObject();
            json.WriteNumber("numRecords", file.RecordCount);
            WriteBounds(json, "minValues", columns.Select(c => (c.Field, Bound(c.Field, c.Metrics, c.Metrics.LowerBound))), isUpper: false);
            WriteBounds(json, "maxValues", columns.Select(c => (c.Field, Bound(c.Field, c.Metrics, c.Metrics.UpperBound))), isUpper: true);
            json.WriteStartObject("nullCount");
            foreach (var (field, metrics) in columns)
            {
                if (metrics.NullCount is { } nulls)
                    json.WriteNumber(field.Name, nulls);
            }
            json.WriteEndObject();
            json.WriteEndObject();
        }).Span);
    }

    // NaN is in no bound, and above every number for those who would prune by it.
    private static Literal? Bound(NestedField field, ColumnMetrics metrics, ValueList<byte>? bytes) =>
        bytes is null || (field.Type is IcebergType.Float or IcebergType.Double && metrics.NanCount != 0)
            ? null
            : LiteralBinary.TryDecode(bytes.AsSpan(), field.Type);

    private static void WriteBounds(Utf8JsonWriter json, string name, IEnumerable<(NestedField Field, Literal? Bound)> bounds, bool isUpper)
    {
        json.WriteStartObject(name);
        foreach (var (field, bound) in bounds)
        {
            switch (bound)
            {
                case Literal.Integer v:
                    json.WriteNumber(field.Name, v.Value);
                    break;
                case Literal.Real v when double.IsFinite(v.Value) && field.Type is IcebergType.Float:
                    json.WriteNumber(field.Name, (float)v.Value);
                    break;
                case Literal.Real v when double.IsFinite(v.Value):
                    json.WriteNumber(field.Name, v.Value);
                    break;
                case Literal.Decimal v:
                    json.WritePropertyName(field.Name);
                    json.WriteRawValue(v.ToString());
                    break;
                case Literal.Date v:
                    json.WriteString(field.Name, LiteralText.Write(v));
                    break;
                case Literal.Text v:
                    json.WriteString(field.Name, v.Value);
                    break;
                case Literal.Timestamp v when Time(v.Micros, isUpper) is { } time:
                    json.WriteString(field.Name, time);
                    break;
                case Literal.TimestampTz v when Time(v.Micros, isUpper) is { } time:
                    json.WriteString(field.Name, time + "Z");
                    break;
            }
        }
        json.WriteEndObject();
    }

    // In milliseconds, as Delta's own writers give them, and never inside the bound.
    private static string? Time(long micros, bool isUpper)
    {
        if (micros < MicrosMin || micros > MicrosMax)
            return null;
        var (quotient, remainder) = Math.DivRem(micros, MicrosPerMillisecond);
        var milliseconds = quotient + (remainder < 0 ? -1 : 0) + (isUpper && remainder != 0 ? 1 : 0);
        return DateTime.UnixEpoch.AddTicks(milliseconds * TimeSpan.TicksPerMillisecond).ToString("yyyy-MM-dd'T'HH:mm:ss.fff", CultureInfo.InvariantCulture);
    }
}
