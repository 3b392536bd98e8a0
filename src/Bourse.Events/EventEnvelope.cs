using System.Text.Json;

namespace Bourse.Events;

/// <summary>An event on its way through the outbox: what is sent, and beside it what only the dispatcher may know.</summary>
/// <param name="Id">The event's id.</param>
/// <param name="Audience">The account that may hear it, or everyone.</param>
/// <param name="Publisher">The account that published it; null for the exchange itself.</param>
/// <param name="Type">Its type.</param>
/// <param name="Body">What is sent.</param>
internal sealed record EventEnvelope(string Id, string Audience, string? Publisher, string Type, string Body)
{
    public string ToJson() => JsonSerializer.Serialize(this);

    public static EventEnvelope Parse(string json) => JsonSerializer.Deserialize<EventEnvelope>(json)!;
}
