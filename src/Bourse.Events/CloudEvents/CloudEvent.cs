using System.Buffers;
using System.Globalization;
using System.Text;
using System.Text.Json;

namespace Bourse.Events.CloudEvents;

/// <summary>An event in the structured JSON format of CloudEvents 1.0 (github.com/cloudevents/spec, JSON event format, sections 2 and 3).</summary>
/// <example><code>{"specversion":"1.0","id":"evt_…","source":"urn:bourse:111111111111","type":"revision.published","subject":"portfolio-analytics",
/// "time":"2026-01-02T03:04:05.678901Z","datacontenttype":"application/json","auditcheckpoint":"Ym91cnNl…","data":{…}}</code></example>
internal sealed record CloudEvent
{
    /// <summary>The media type of the format.</summary>
    public const string MediaType = "application/cloudevents+json";

    public required string Id { get; init; }

    public required string Source { get; init; }

    public required string Type { get; init; }

    /// <summary>What it happened to; empty for nothing.</summary>
    public required string Subject { get; init; }

    public required DateTimeOffset Time { get; init; }

    /// <summary>
    /// The newest signed checkpoint of the audit log, a note of several lines; null for none. It is the extension attribute <c>auditcheckpoint</c>, of type Binary
    /// and so base64 in JSON: an attribute of type String may hold no line feed.
    /// </summary>
    public string? Checkpoint { get; init; }

    public required JsonElement Data { get; init; }

    /// <summary>The event as text. It is made once and kept, so that retries repeat it to the byte.</summary>
    public string ToJson()
    {
        var buffer = new ArrayBufferWriter<byte>();
        using (var writer = new Utf8JsonWriter(buffer))
        {
            writer.WriteStartObject();
            writer.WriteString("specversion", "1.0");
            writer.WriteString("id", Id);
            writer.WriteString("source", Source);
            writer.WriteString("type", Type);
            if (Subject.Length > 0)
                writer.WriteString("subject", Subject);
            writer.WriteString("time", Time.UtcDateTime.ToString("yyyy-MM-dd'T'HH:mm:ss.ffffff'Z'", CultureInfo.InvariantCulture));
            writer.WriteString("datacontenttype", "application/json");
            if (Checkpoint is not null)
                writer.WriteBase64String("auditcheckpoint", Encoding.UTF8.GetBytes(Checkpoint));
            writer.WritePropertyName("data");
            Data.WriteTo(writer);
            writer.WriteEndObject();
        }
        return Encoding.UTF8.GetString(buffer.WrittenSpan);
    }
}
