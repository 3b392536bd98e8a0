using Bourse.Metastore;

namespace Bourse.Events.Deliveries;

/// <summary>One event's way to one target.</summary>
/// <param name="Audience">The account, 12 digits.</param>
/// <param name="WebhookId">The webhook.</param>
/// <param name="Rule">The rule that chose the event; null for the webhook's own subscription.</param>
/// <param name="Target">The target's name in the rule; the webhook's id without one.</param>
/// <param name="EventId">The event; also the <c>webhook-id</c> header of every attempt.</param>
/// <param name="State">How far it has come.</param>
/// <param name="Attempts">Attempts begun since the last redrive.</param>
/// <param name="DueAt">While pending, when the next attempt is due.</param>
/// <param name="LastResult">Outcome of the last finished attempt, such as <c>HTTP 503</c>; null before the first.</param>
public sealed record EventDelivery(
    string Audience, string WebhookId, string? Rule, string Target, string EventId, DeliveryState State, int Attempts, DateTimeOffset DueAt, string? LastResult)
{
    internal sealed record Row
    {
        public required string Audience { get; init; }

        public required string WebhookId { get; init; }

        public string? Rule { get; init; }

        public required string Target { get; init; }

        public required string EventId { get; init; }

        public required string State { get; init; }

        public required long Attempts { get; init; }

        public required long DueAt { get; init; }

        public string? LastResult { get; init; }

        public EventDelivery ToDelivery() => new(
            Audience, WebhookId, Rule, Target, EventId, Enum.Parse<DeliveryState>(State, ignoreCase: true), (int)Attempts,
            MetastoreTime.FromMicroseconds(DueAt), LastResult);
    }
}
