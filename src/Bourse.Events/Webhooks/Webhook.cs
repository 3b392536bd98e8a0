namespace Bourse.Events.Webhooks;

/// <summary>An address that an account wants its events sent to.</summary>
public sealed record Webhook
{
    /// <summary>Its name in this exchange, <c>wh_…</c>.</summary>
    public required string Id { get; init; }

    /// <summary>The account, 12 digits; it receives the events whose audience it is, and those for everyone.</summary>
    public required string Audience { get; init; }

    /// <summary>Where messages are posted.</summary>
    public required string Address { get; init; }

    /// <summary>A type such as <c>revision.published</c>, a prefix such as <c>revision.*</c>, or <c>*</c>.</summary>
    public required string TypePattern { get; init; }
}
