using System.Text.Json;
using Bourse.Events;
using Bourse.Exchange.Events;

namespace Bourse.Server.Protocols.EventBridge;

/// <summary>The entries of <c>PutEvents</c>. One that is malformed fails alone, with a code in the answer.</summary>
internal static class EntryJson
{
    /// <summary>An entry as an event, whose account is the caller's and set later; or what is wrong with it.</summary>
    public static (AccountEvent? Event, string? Mistake) Read(EventBridgeInput entry)
    {
        entry.DefaultBus();
        var (source, type, detail) = (entry.Required("Source"), entry.Required("DetailType"), entry.Required("Detail"));
        var (resources, time) = (entry.TextList("Resources", 0, 1), entry.Time("Time"));
        entry.End();
        using var parsed = ParseObject(detail);
        if (parsed is null)
            return (null, "Detail must be a JSON object.");
        var subject = resources.Count > 0 ? resources[0] : "";
        return (new AccountEvent { Account = "", Source = source, Type = type, Subject = subject, Time = time, Data = parsed.RootElement.Clone() }, null);
    }

    public static void Write(Utf8JsonWriter json, IReadOnlyList<PutEventOutcome> outcomes)
    {
        json.WriteNumber("FailedEntryCount", outcomes.Count(outcome => outcome is PutEventOutcome.Invalid));
        json.WriteStartArray("Entries");
        foreach (var outcome in outcomes)
        {
            json.WriteStartObject();
            if (outcome is PutEventOutcome.Published published)
                json.WriteString("EventId", published.Id);
            if (outcome is PutEventOutcome.Invalid invalid)
            {
                json.WriteString("ErrorCode", "InvalidArgument");
                json.WriteString("ErrorMessage", invalid.Message);
            }
            json.WriteEndObject();
        }
        json.WriteEndArray();
    }

    /// <summary>A JSON object, each field named once, in Unicode throughout; null when the text is none.</summary>
    public static JsonDocument? ParseObject(string text)
    {
        JsonDocument? parsed = null;
        try
        {
            parsed = JsonDocument.Parse(text, new JsonDocumentOptions { AllowDuplicateProperties = false });
            // Writing it decodes every text in it.
            _ = parsed.RootElement.ValueKind == JsonValueKind.Object ? JsonSerializer.SerializeToUtf8Bytes(parsed.RootElement) : throw new JsonException();
            return parsed;
        }
        catch (Exception mistake) when (mistake is JsonException or InvalidOperationException or ArgumentException)
        {
            parsed?.Dispose();
            return null;
        }
    }
}
