using System.Text.Json;

namespace Bourse.Events;

/// <summary>An event on its way through the outbox: what is sent, and beside it what only the dispatcher may know.</summary>
internal sealed record EventEnvelope(string Id, string Audience, string Type, string Body)
{
    public string ToJson() => JsonSerializer.Serialize(this);

    public static EventEnvelope Parse(string json) => JsonSerializer.Deserialize<EventEnvelope>(json)!;

    /// <summary>What an event is about, out of the body that is sent.</summary>
    public static string SubjectOf(string body)
    {
        using var cloudEvent = JsonDocument.Parse(body);
        return cloudEvent.RootElement.GetProperty("subject").GetString()!;
    }
}
