namespace Bourse.Events.Webhooks;

/// <summary>A webhook's host leads where the policy forbids.</summary>
internal sealed class WebhookAddressException(string message) : Exception(message);
