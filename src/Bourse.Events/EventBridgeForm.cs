using System.Buffers;
using System.Globalization;
using System.Text.Json;

namespace Bourse.Events;

/// <summary>
/// An event as EventBridge writes events, which patterns and inputs of targets see. It is made from the CloudEvents body and says nothing that is not in there.
/// </summary>
/// <example><code>{"version":"0","id":"evt_…","detail-type":"revision.published","source":"bourse","account":"111111111111","time":"2026-01-02T03:04:05Z",
/// "region":"eu-central-1","resources":["portfolio-analytics"],"detail":{…}}</code></example>
internal static class EventBridgeForm
{
    /// <summary>The source of the exchange's own events.</summary>
    public const string OwnSource = "bourse";

    public static JsonDocument Of(string body, string? publisher, EventBusIdentity identity)
    {
        using var cloudEvent = JsonDocument.Parse(body);
        var root = cloudEvent.RootElement;
        var buffer = new ArrayBufferWriter<byte>();
        using (var writer = new Utf8JsonWriter(buffer))
            Write(writer, root, publisher, identity);
        return JsonDocument.Parse(buffer.WrittenMemory);
    }

    private static void Write(Utf8JsonWriter writer, JsonElement cloudEvent, string? publisher, EventBusIdentity identity)
    {
        writer.WriteStartObject();
        writer.WriteString("version", "0");
        writer.WriteString("id", cloudEvent.GetProperty("id").GetString());
        writer.WriteString("detail-type", cloudEvent.GetProperty("type").GetString());
        writer.WriteString("source", publisher is null ? OwnSource : cloudEvent.GetProperty("source").GetString());
        writer.WriteString("account", publisher ?? identity.Provider);
        writer.WriteString("time", cloudEvent.GetProperty("time").GetDateTimeOffset().UtcDateTime.ToString("yyyy-MM-dd'T'HH:mm:ss'Z'", CultureInfo.InvariantCulture));
        writer.WriteString("region", identity.Region);
        writer.WriteStartArray("resources");
        if (cloudEvent.TryGetProperty("subject", out var subject))
            writer.WriteStringValue(subject.GetString());
        writer.WriteEndArray();
        writer.WritePropertyName("detail");
        cloudEvent.GetProperty("data").WriteTo(writer);
        writer.WriteEndObject();
    }
}
