using Bourse.Access.Auditing;
using Bourse.Access.Authorization;
using Bourse.Access.Identity;
using Bourse.Access.Resources;
using Bourse.Events;
using Bourse.Events.Rules;
using Bourse.Exchange.Reading;
using Bourse.Metastore;

namespace Bourse.Exchange.Events;

/// <summary>
/// An account's rules of its events, their targets, and the events it tells itself of. Every call is decided; every change is recorded with it. The account is the
/// caller's, never one it
/// names, and a rule sees only what its account may hear.
/// </summary>
public sealed class ClientRules(AccessGate gate, IMetastore metastore, RuleStore rules, EventBus bus, IAuditLog audit, TimeProvider clock)
{
    /// <summary>Whose bus it is; names of rules and webhooks are made with it.</summary>
    public EventBusIdentity Identity => bus.Identity;

    /// <summary>Puts a rule.</summary>
    public Task<ReadOutcome<RuleOutcome>> PutAsync(
        Caller caller, string name, string pattern, string? description, bool enabled, RequestContext context, CancellationToken cancellation) =>
        ChangeAsync(
            caller, name, "put", context,
            (session, account) => rules.PutAsync(
                session, new EventRule { Account = account, Name = name, Pattern = pattern, Description = description, Enabled = enabled ? 1 : 0 }),
            cancellation);

    /// <summary>Deletes a rule that has no targets.</summary>
    public Task<ReadOutcome<RuleOutcome>> DeleteAsync(Caller caller, string name, RequestContext context, CancellationToken cancellation) =>
        ChangeAsync(caller, name, "deleted", context, (session, account) => RuleStore.DeleteAsync(session, account, name), cancellation);

    /// <summary>Puts a rule in force or out of it.</summary>
    public Task<ReadOutcome<RuleOutcome>> EnableAsync(Caller caller, string name, bool enabled, RequestContext context, CancellationToken cancellation) =>
        ChangeAsync(
            caller, name, enabled ? "enabled" : "disabled", context, (session, account) => RuleStore.EnableAsync(session, account, name, enabled), cancellation);

    /// <summary>Puts targets of a rule, each by itself: one outcome a target, in their order.</summary>
    public Task<ReadOutcome<IReadOnlyList<RuleOutcome>>> PutTargetsAsync(
        Caller caller, string rule, IReadOnlyList<RuleTarget> targets, RequestContext context, CancellationToken cancellation) =>
        ChangeEachAsync(
            caller, rule, targets, target => $"target {target.Id} put", context,
            (session, account, target) => rules.PutTargetAsync(session, account, rule, target), cancellation);

    /// <summary>
    /// Removes targets of a rule by their ids: one outcome an id, in their order. <see cref="RuleOutcome.NoSuchRule"/> says that the rule has no target of the id.
    /// </summary>
    public Task<ReadOutcome<IReadOnlyList<RuleOutcome>>> RemoveTargetsAsync(
        Caller caller, string rule, IReadOnlyList<string> ids, RequestContext context, CancellationToken cancellation) =>
        ChangeEachAsync(
            caller, rule, ids, id => $"target {id} removed", context,
            async (session, account, id) => await RuleStore.RemoveTargetAsync(session, account, rule, id) ? new RuleOutcome.Done() : new RuleOutcome.NoSuchRule(),
            cancellation);

    /// <summary>The account's rules, by name.</summary>
    public Task<ReadOutcome<IReadOnlyList<EventRule>>> ListAsync(Caller caller, RequestContext context, CancellationToken cancellation) =>
        DecideAsync(caller, context, account => metastore.ReadAsync(session => RuleStore.ListAsync(session, account), cancellation), cancellation);

    /// <summary>A rule with its targets; null when the account has none of the name.</summary>
    public Task<ReadOutcome<RuleWithTargets?>> FindAsync(Caller caller, string name, RequestContext context, CancellationToken cancellation) =>
        DecideAsync(
            caller, context,
            account => metastore.ReadAsync(
                async session => await RuleStore.FindAsync(session, account, name) is { } rule
                    ? new RuleWithTargets(rule, await RuleStore.ListTargetsAsync(session, account, name))
                    : null,
                cancellation),
            cancellation);

    /// <summary>Tells the account itself of events, each by itself: its id, or what is wrong with it.</summary>
    public Task<ReadOutcome<IReadOnlyList<PutEventOutcome>>> PutEventsAsync(
        Caller caller, IReadOnlyList<AccountEvent> events, RequestContext context, CancellationToken cancellation) =>
        DecideAsync(
            caller, context,
            account => metastore.WriteAsync<IReadOnlyList<PutEventOutcome>>(
                async session =>
                {
                    var outcomes = new List<PutEventOutcome>();
                    foreach (var one in events.Select(one => one with { Account = account }))
                        outcomes.Add(EventBus.FindMistake(one) is { } mistake
                            ? new PutEventOutcome.Invalid(mistake)
                            : new PutEventOutcome.Published(await bus.PublishAsync(session, one)));
                    var told = outcomes.OfType<PutEventOutcome.Published>().Count();
                    if (told > 0)
                        await audit.AppendAsync(session, Done(AuditAction.PutEvents, account, $"{told} events", caller, context));
                    return outcomes;
                },
                cancellation),
            cancellation);

    /// <summary>Lets through whoever may try patterns, which needs the right to put rules.</summary>
    public Task<ReadOutcome<bool>> MayTestAsync(Caller caller, RequestContext context, CancellationToken cancellation) =>
        DecideAsync(caller, context, _ => Task.FromResult(true), cancellation);

    private async Task<ReadOutcome<RuleOutcome>> ChangeAsync(
        Caller caller, string rule, string what, RequestContext context, Func<IMetastoreWriteSession, string, Task<RuleOutcome>> change,
        CancellationToken cancellation)
    {
        var outcome = await ChangeEachAsync<string>(caller, rule, [what], _ => what, context, (session, account, _) => change(session, account), cancellation);
        return outcome is ReadOutcome<IReadOnlyList<RuleOutcome>>.Found found
            ? new ReadOutcome<RuleOutcome>.Found(found.Value[0])
            : outcome.As<RuleOutcome>();
    }

    private Task<ReadOutcome<IReadOnlyList<RuleOutcome>>> ChangeEachAsync<T>(
        Caller caller, string rule, IReadOnlyList<T> each, Func<T, string> what, RequestContext context,
        Func<IMetastoreWriteSession, string, T, Task<RuleOutcome>> change, CancellationToken cancellation) =>
        DecideAsync(
            caller, context,
            account => metastore.WriteAsync<IReadOnlyList<RuleOutcome>>(
                async session =>
                {
                    var outcomes = new List<RuleOutcome>();
                    foreach (var one in each)
                    {
                        outcomes.Add(await change(session, account, one));
                        if (outcomes[^1] is RuleOutcome.Done)
                            await audit.AppendAsync(session, Done(AuditAction.ChangeRule, $"{account}/{rule}", what(one), caller, context));
                    }
                    return outcomes;
                },
                cancellation),
            cancellation);

    private AuditEntry Done(string action, string resource, string reason, Caller caller, RequestContext context) => new()
    {
        Time = clock.GetUtcNow(),
        Kind = AuditKind.Administration,
        Action = action,
        Resource = resource,
        Decision = AuditDecision.Allow,
        Reason = reason,
        Account = caller.Principal.Account,
        Principal = caller.Principal.Name,
        Session = caller.SessionId,
        Protocol = context.Protocol,
        RequestId = context.RequestId,
        Address = caller.RemoteAddress,
    };

    private async Task<ReadOutcome<T>> DecideAsync<T>(Caller caller, RequestContext context, Func<string, Task<T>> act, CancellationToken cancellation) =>
        await gate.DecideAsync(caller, AccessAction.ManageEvents, new Resource.Exchange(), context, cancellation) switch
        {
            Decision.Allowed => new ReadOutcome<T>.Found(await act(caller.Principal.Account.Value)),
            Decision.Denied { Reason: DenyReason.SessionExpired or DenyReason.SessionRevoked } => new ReadOutcome<T>.SessionEnded(),
            Decision.Denied => new ReadOutcome<T>.Refused(),
            _ => new ReadOutcome<T>.Unavailable(),
        };
}
