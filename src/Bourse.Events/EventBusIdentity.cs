namespace Bourse.Events;

/// <summary>Whose bus it is, which stands in every event.</summary>
/// <param name="Provider">The exchange's account, 12 digits.</param>
/// <param name="Region">The exchange's region, such as <c>eu-central-1</c>.</param>
public sealed record EventBusIdentity(string Provider, string Region)
{
    /// <summary>CloudEvents' <c>source</c> of the exchange's own events.</summary>
    public string Source => $"urn:bourse:{Provider}";

    /// <summary>The name of a rule, as EventBridge writes it.</summary>
    public string RuleArn(string account, string rule) => $"arn:aws:events:{Region}:{account}:rule/{rule}";

    /// <summary>The name of a webhook as a rule's target.</summary>
    public string WebhookArn(string account, string webhookId) => $"arn:aws:events:{Region}:{account}:webhook/{webhookId}";
}
