namespace Bourse.Events.Webhooks;

/// <summary>What became of the wish to register a webhook.</summary>
public abstract record WebhookRegistration
{
    private WebhookRegistration()
    {
    }

    /// <summary>It is registered. The secret is shown this once: only its encrypted form is kept.</summary>
    public sealed record Registered(string Id, WebhookSecret Secret) : WebhookRegistration;

    /// <summary>It is not.</summary>
    /// <param name="Field">The mistaken argument: <c>audience</c>, <c>address</c> or <c>typePattern</c>.</param>
    /// <param name="Message">What is wrong with it and what to do.</param>
    public sealed record Refused(string Field, string Message) : WebhookRegistration;
}
