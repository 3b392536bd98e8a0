using Bourse.Access.Authorization;
using Bourse.Access.Identity;
using Bourse.Access.Resources;
using Bourse.Events.Webhooks;

namespace Bourse.Exchange.Reading;

/// <summary>A client's own webhooks. Every call is decided and recorded; the account is the caller's, never one it names.</summary>
public sealed class ClientWebhooks(AccessGate gate, WebhookRegistry registry)
{
    /// <summary>Registers a webhook; the signing secret is in the answer, this once.</summary>
    public Task<ReadOutcome<WebhookRegistration>> RegisterAsync(
        Caller caller, Uri address, string typePattern, RequestContext context, CancellationToken cancellation) =>
        DecideAsync(caller, context, account => registry.RegisterAsync(account, address, typePattern, cancellation), cancellation);

    /// <summary>The account's webhooks, oldest first.</summary>
    public Task<ReadOutcome<IReadOnlyList<Webhook>>> ListAsync(Caller caller, RequestContext context, CancellationToken cancellation) =>
        DecideAsync(caller, context, account => registry.ListAsync(account, cancellation), cancellation);

    /// <summary>Removes one of the account's webhooks; false when it has none of that id.</summary>
    public Task<ReadOutcome<bool>> RemoveAsync(Caller caller, string id, RequestContext context, CancellationToken cancellation) =>
        DecideAsync(caller, context, account => registry.RemoveAsync(account, id, cancellation), cancellation);

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
