using Bourse.Access.Auditing;
using Bourse.Access.Authorization;
using Bourse.Access.Identity;
using Bourse.Access.Resources;
using Bourse.Events.Webhooks;

namespace Bourse.Exchange.Reading;

/// <summary>
/// A client's own webhooks. Every call is decided; every webhook that comes or goes is recorded with it. The account is the caller's, never one it names.
/// </summary>
public sealed class ClientWebhooks(AccessGate gate, WebhookRegistry registry, IAuditLog audit, TimeProvider clock)
{
    /// <summary>Registers a webhook; the signing secret is in the answer, this once.</summary>
    public Task<ReadOutcome<WebhookRegistration>> RegisterAsync(
        Caller caller, Uri address, string typePattern, RequestContext context, CancellationToken cancellation) =>
        DecideAsync(
            caller, context,
            account => registry.RegisterAsync(
                account, address, typePattern,
                (session, id) =>
                    audit.AppendAsync(session, Done(AuditAction.RegisterWebhook, id, caller, context) with { Reason = $"sends to {address.Host}" }), cancellation),
            cancellation);

    /// <summary>The account's webhooks, oldest first.</summary>
    public Task<ReadOutcome<IReadOnlyList<Webhook>>> ListAsync(Caller caller, RequestContext context, CancellationToken cancellation) =>
        DecideAsync(caller, context, account => registry.ListAsync(account, cancellation), cancellation);

    /// <summary>Removes one of the account's webhooks; false when it has none of that id.</summary>
    public Task<ReadOutcome<bool>> RemoveAsync(Caller caller, string id, RequestContext context, CancellationToken cancellation) =>
        DecideAsync(
            caller, context,
            account => registry.RemoveAsync(account, id, session => audit.AppendAsync(session, Done(AuditAction.RemoveWebhook, id, caller, context)), cancellation),
            cancellation);

    private AuditEntry Done(string action, string id, Caller caller, RequestContext context) => new()
    {
        Time = clock.GetUtcNow(),
        Kind = AuditKind.Administration,
        Action = action,
        Resource = id,
        Decision = AuditDecision.Allow,
        Account = caller.Principal.Account,
        Principal = caller.Principal.Name,
        Session = caller.SessionId,
        Protocol = context.Protocol,
        RequestId = context.RequestId,
        Address = caller.RemoteAddress,
    };

    private async Task<ReadOutcome<T>> DecideAsync<T>(
        Caller caller, RequestContext context, Func<string, Task<T>> act, CancellationToken cancellation) =>
        await gate.DecideAsync(caller, AccessAction.ManageWebhooks, new Resource.Exchange(), context, cancellation) switch
        {
            Decision.Allowed => new ReadOutcome<T>.Found(await act(caller.Principal.Account.Value)),
            Decision.Denied { Reason: DenyReason.SessionExpired or DenyReason.SessionRevoked } => new ReadOutcome<T>.SessionEnded(),
            Decision.Denied => new ReadOutcome<T>.Refused(),
            _ => new ReadOutcome<T>.Unavailable(),
        };
}
