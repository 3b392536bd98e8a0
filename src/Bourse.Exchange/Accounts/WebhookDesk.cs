using System.Security.Cryptography;
using Bourse.Access.Auditing;
using Bourse.Access.Identity;
using Bourse.Events.Webhooks;

namespace Bourse.Exchange.Accounts;

/// <summary>What the provider does about events that did not arrive. A replay and its audit record are one transaction.</summary>
public sealed class WebhookDesk(WebhookDeliveries deliveries, IAuditLog audit, TimeProvider clock, RandomNumberGenerator random)
{
    private readonly AdministrationRecords _records = new(clock, random);

    /// <summary>Dead events, of one account or of all, newest first, at most <see cref="WebhookDeliveries.CountMax"/>.</summary>
    public Task<IReadOnlyList<WebhookDelivery>> ListDeadAsync(AccountId? account, CancellationToken cancellation) =>
        deliveries.ListAsync(account?.Value, DeliveryState.Dead, cancellation);

    /// <summary>Sends an account's dead events again: all, those of one webhook, or one event, which may have been delivered too.</summary>
    /// <param name="account">The account.</param>
    /// <param name="webhookId">The webhook; null for all.</param>
    /// <param name="eventId">The event; null for all that are dead.</param>
    /// <param name="reason">Why, <see cref="AuditReason.CharactersMin"/> to <see cref="AuditReason.CharactersMax"/> characters.</param>
    /// <param name="actor">Who does it.</param>
    /// <param name="cancellation">Cancels; nothing is half done.</param>
    /// <returns>How many begin anew; where there is none, nothing is recorded.</returns>
    public Task<int> ReplayAsync(AccountId account, string? webhookId, string? eventId, string reason, string actor, CancellationToken cancellation)
    {
        AuditReason.Require(reason);
        var resource = string.Join('/', new[] { account.Value, webhookId ?? "*", eventId }.OfType<string>());
        return deliveries.ReplayAsync(
            account.Value, webhookId, eventId,
            (session, _) =>
                audit.AppendAsync(session, _records.Done(AuditAction.ReplayWebhooks, resource, actor) with { Account = account, Reason = reason }), cancellation);
    }
}
