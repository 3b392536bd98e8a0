using Bourse.Metastore;

namespace Bourse.Events.Webhooks;

/// <summary>One event's way to one webhook.</summary>
/// <param name="Audience">The account, 12 digits.</param>
/// <param name="WebhookId">The webhook.</param>
/// <param name="EventId">The event; also the <c>webhook-id</c> header of every attempt.</param>
/// <param name="State">How far it has come.</param>
/// <param name="Attempts">Attempts begun since the last replay.</param>
/// <param name="DueAt">While pending, when the next attempt is due.</param>
/// <param name="LastResult">Outcome of the last finished attempt, such as <c>HTTP 503</c>; null before the first.</param>
public sealed record WebhookDelivery(
    string Audience, string WebhookId, string EventId, DeliveryState State, int Attempts, DateTimeOffset DueAt, string? LastResult)
{
    internal sealed record Row
    {
        public required string Audience { get; init; }

        public required string WebhookId { get; init; }

        public required string EventId { get; init; }

        public required string State { get; init; }

        public required long Attempts { get; init; }

        public required long DueAt { get; init; }

        public string? LastResult { get; init; }

        public WebhookDelivery ToDelivery() => new(
            Audience, WebhookId, EventId, Enum.Parse<DeliveryState>(State, ignoreCase: true), (int)Attempts, MetastoreTime.FromMicroseconds(DueAt), LastResult);
    }
}
