using Bourse.Events.Rules;

namespace Bourse.Events.Deliveries;

/// <summary>An attempt this process has begun; nobody else makes one for the same delivery until the claim runs out.</summary>
internal sealed record ClaimedDelivery
{
    private TargetSettings? _settings;

    public required string TargetId { get; init; }

    /// <summary>The rule that chose the event; null for the webhook's own subscription.</summary>
    public string? Rule { get; init; }

    /// <summary>The target's settings, as they are stored.</summary>
    public required string SettingsJson { get; init; }

    public TargetSettings Settings => _settings ??= TargetSettings.Parse(SettingsJson);

    /// <summary>The account that receives it.</summary>
    public required string Audience { get; init; }

    public required string Address { get; init; }

    public required byte[] ProtectedSecret { get; init; }

    public required long EventSequence { get; init; }

    public required string EventId { get; init; }

    public required string Body { get; init; }

    /// <summary>The account that published the event; null for the exchange.</summary>
    public string? Publisher { get; init; }

    /// <summary>When the event was published, in microseconds since 1970.</summary>
    public required long EnqueuedAt { get; init; }

    /// <summary>When the delivery began or was redriven, in microseconds since 1970.</summary>
    public required long StartedAt { get; init; }

    /// <summary>This attempt's number, from 1.</summary>
    public required long Attempts { get; init; }
}
