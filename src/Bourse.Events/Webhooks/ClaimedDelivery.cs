namespace Bourse.Events.Webhooks;

/// <summary>An attempt this process has begun; nobody else makes one for the same delivery until the claim runs out.</summary>
internal sealed record ClaimedDelivery
{
    public required string WebhookId { get; init; }

    /// <summary>The account that receives it.</summary>
    public required string Audience { get; init; }

    public required string Address { get; init; }

    public required byte[] ProtectedSecret { get; init; }

    public required long EventSequence { get; init; }

    public required string EventId { get; init; }

    public required string Body { get; init; }

    /// <summary>When the event was published, in microseconds since 1970.</summary>
    public required long EnqueuedAt { get; init; }

    /// <summary>This attempt's number, from 1.</summary>
    public required long Attempts { get; init; }
}
