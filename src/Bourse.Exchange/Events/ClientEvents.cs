using System.Collections.Concurrent;
using Bourse.Access.Authorization;
using Bourse.Access.Identity;
using Bourse.Access.Resources;
using Bourse.Events.Streams;
using Bourse.Exchange.Reading;

namespace Bourse.Exchange.Events;

/// <summary>Streams of a client's own events. Opening one is decided and recorded like a read, and is to be asked for again while it is open.</summary>
public sealed class ClientEvents(AccessGate gate, EventFeed feed)
{
    /// <summary>The most streams of one account that this node keeps open.</summary>
    public const int StreamsMax = 20;

    private readonly ConcurrentDictionary<AccountId, int> _open = new();

    /// <summary>Opens a stream. The account is the caller's, never one it names.</summary>
    /// <param name="caller">The caller.</param>
    /// <param name="after">The id of the last event the client has; null to begin with the next.</param>
    /// <param name="context">What the decision is recorded with.</param>
    /// <param name="cancellation">Cancels the call.</param>
    public async Task<ReadOutcome<StreamOpening>> OpenAsync(Caller caller, string? after, RequestContext context, CancellationToken cancellation)
    {
        ArgumentNullException.ThrowIfNull(caller);
        var decision = await DecideAsync(caller, context, cancellation);
        if (decision is not Decision.Allowed)
            return decision switch
            {
                Decision.Denied { Reason: DenyReason.SessionExpired or DenyReason.SessionRevoked } => new ReadOutcome<StreamOpening>.SessionEnded(),
                Decision.Denied => new ReadOutcome<StreamOpening>.Refused(),
                _ => new ReadOutcome<StreamOpening>.Unavailable(),
            };
        if (await feed.OpenAsync(caller.Principal.Account.Value, after, cancellation) is not { } stream)
            return new ReadOutcome<StreamOpening>.Found(new StreamOpening.UnknownEvent());
        return new ReadOutcome<StreamOpening>.Found(Take(caller.Principal.Account) ? new StreamOpening.Opened(stream) : new StreamOpening.TooMany());
    }

    /// <summary>Whether an open stream may go on.</summary>
    public async Task<bool> MayGoOnAsync(Caller caller, RequestContext context, CancellationToken cancellation) =>
        await DecideAsync(caller, context, cancellation) is Decision.Allowed;

    /// <summary>To be called once for each stream that was opened, when it ends.</summary>
    public void Close(AccountId account) => _open.AddOrUpdate(account, 0, (_, count) => count - 1);

    private ValueTask<Decision> DecideAsync(Caller caller, RequestContext context, CancellationToken cancellation) =>
        gate.DecideAsync(caller, AccessAction.ReceiveEvents, new Resource.Exchange(), context, cancellation);

    private bool Take(AccountId account)
    {
        if (_open.AddOrUpdate(account, 1, (_, count) => count + 1) <= StreamsMax)
            return true;
        Close(account);
        return false;
    }
}
