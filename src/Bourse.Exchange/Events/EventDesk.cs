using System.Security.Cryptography;
using Bourse.Access.Auditing;
using Bourse.Access.Identity;
using Bourse.Events;
using Bourse.Events.Deliveries;
using Bourse.Events.Rules;
using Bourse.Metastore;

namespace Bourse.Exchange.Events;

/// <summary>What the provider sees of events, and does about those that did not arrive. What is done and its audit record are one transaction.</summary>
public sealed class EventDesk(
    IMetastore metastore, EventDeliveries deliveries, EventArchive archive, IAuditLog audit, TimeProvider clock, RandomNumberGenerator random)
{
    private readonly AdministrationRecords _records = new(clock, random);

    /// <summary>Dead events, of one account or of all, newest first, at most <see cref="EventDeliveries.CountMax"/>.</summary>
    public Task<IReadOnlyList<EventDelivery>> ListDeadAsync(AccountId? account, CancellationToken cancellation) =>
        deliveries.ListAsync(account?.Value, DeliveryState.Dead, cancellation);

    /// <summary>An event with what became of it at each target; null when there is none of the id.</summary>
    public async Task<(KeptEvent Event, IReadOnlyList<EventDelivery> Deliveries)?> ShowAsync(string eventId, CancellationToken cancellation) =>
        await archive.FindAsync(eventId, cancellation) is { } found ? (found, await deliveries.ListOfAsync(eventId, cancellation)) : null;

    /// <summary>Events of a time, newest first, at most <see cref="EventArchive.CountMax"/>.</summary>
    public Task<IReadOnlyList<KeptEvent>> ListArchiveAsync(AccountId? account, DateTimeOffset? from, DateTimeOffset? to, CancellationToken cancellation) =>
        archive.ListAsync(account?.Value, from, to, EventArchive.CountMax, cancellation);

    /// <summary>Rules, of one account or of all, by account and name.</summary>
    public Task<IReadOnlyList<EventRule>> ListRulesAsync(AccountId? account, CancellationToken cancellation) =>
        metastore.ReadAsync(session => RuleStore.ListAsync(session, account?.Value), cancellation);

    /// <summary>Sends an account's dead events again: all, those of one webhook, or one event, which may have been delivered too.</summary>
    /// <param name="account">The account.</param>
    /// <param name="webhookId">The webhook; null for all.</param>
    /// <param name="eventId">The event; null for all that are dead.</param>
    /// <param name="reason">Why, <see cref="AuditReason.CharactersMin"/> to <see cref="AuditReason.CharactersMax"/> characters.</param>
    /// <param name="actor">Who does it.</param>
    /// <param name="cancellation">Cancels; nothing is half done.</param>
    /// <returns>How many begin anew; where there is none, nothing is recorded.</returns>
    public Task<int> RedriveAsync(AccountId account, string? webhookId, string? eventId, string reason, string actor, CancellationToken cancellation)
    {
        AuditReason.Require(reason);
        var resource = string.Join('/', new[] { account.Value, webhookId ?? "*", eventId }.OfType<string>());
        return deliveries.RedriveAsync(
            account.Value, webhookId, eventId, (session, _) => AppendAsync(session, AuditAction.RedriveEvents, resource, account, reason, actor), cancellation);
    }

    /// <summary>Puts a time of events through one rule of an account again.</summary>
    /// <returns>How many deliveries begin anew; null when the account has no such rule, and nothing is recorded.</returns>
    public Task<int?> ReplayAsync(
        AccountId account, string rule, DateTimeOffset? from, DateTimeOffset? to, string reason, string actor, CancellationToken cancellation)
    {
        AuditReason.Require(reason);
        return archive.ReplayAsync(
            account.Value, rule, from, to,
            session => AppendAsync(session, AuditAction.ReplayEvents, $"{account.Value}/{rule}", account, reason, actor), cancellation);
    }

    private Task AppendAsync(IMetastoreWriteSession session, string action, string resource, AccountId account, string reason, string actor) =>
        audit.AppendAsync(session, _records.Done(action, resource, actor) with { Account = account, Reason = reason });
}
