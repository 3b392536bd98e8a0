namespace Bourse.Events.Rules;

/// <summary>Where the events of a rule are sent, and how.</summary>
public sealed record RuleTarget
{
    /// <summary>Its name in the rule: 1 to 64 letters, digits, <c>.</c> <c>_</c> <c>-</c>.</summary>
    public required string Id { get; init; }

    /// <summary>The account's webhook whose address and secret it uses.</summary>
    public required string WebhookId { get; init; }

    /// <summary>How.</summary>
    public TargetSettings Settings { get; init; } = new();
}
