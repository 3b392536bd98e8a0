using System.Security.Cryptography;
using Bourse.Events.Webhooks;
using Bourse.Metastore;

namespace Bourse.Events.Deliveries;

/// <summary>
/// Delivers events to webhooks' own subscriptions and to rules' targets, at least once each, until cancelled. Order is kept where a target asks for it, by its key;
/// elsewhere a failed
/// event does not hold up the next.
/// </summary>
/// <remarks>
/// 1. Events are moved from the outbox into the archive and to the targets that want them. 2. Each target with something due gets a task of its own, which sends one
/// message after
/// another; so a slow receiver delays only itself. 3. What fails is due again later, by the schedule; what the account may not hear
/// now is held. Several processes may dispatch from one metastore.
/// </remarks>
public sealed class EventDispatcher : IDisposable
{
    private static readonly TimeSpan s_pruneInterval = TimeSpan.FromHours(1);

    private readonly EventBus _bus;
    private readonly TimeProvider _clock;
    private readonly TimeSpan _pollInterval;
    private readonly DeliveryQueue _queue;
    private readonly WebhookSender _sender;
    private readonly Dictionary<string, Task> _active = new(StringComparer.Ordinal);
    private DateTimeOffset _pruneDueAt;

    /// <summary>Creates the dispatcher; <see cref="RunAsync"/> starts it.</summary>
    public EventDispatcher(
        IMetastore metastore,
        EventBus bus,
        IEventAccess access,
        ISecretProtector protector,
        WebhookAddressPolicy policy,
        TimeProvider clock,
        RandomNumberGenerator random,
        EventDispatcherOptions? options = null)
        : this(metastore, bus, access, protector, policy, clock, random, options ?? new EventDispatcherOptions(), handler: null)
    {
    }

    internal EventDispatcher(
        IMetastore metastore,
        EventBus bus,
        IEventAccess access,
        ISecretProtector protector,
        WebhookAddressPolicy policy,
        TimeProvider clock,
        RandomNumberGenerator random,
        EventDispatcherOptions options,
        HttpMessageHandler? handler)
    {
        _bus = bus;
        _clock = clock;
        _pollInterval = options.PollInterval;
        _queue = new DeliveryQueue(metastore, bus.Identity, access, options, clock, random);
        _sender = new WebhookSender(bus.Identity, policy, protector, clock, options.AttemptTimeout, handler);
    }

    /// <summary>The failure of the metastore that deliveries wait for, for a readiness check; null while all is well.</summary>
    public MetastoreException? Failure { get; private set; }

    /// <summary>Set when events have reached the archive.</summary>
    internal WakeSignal Archived => _queue.Archived;

    /// <summary>Dispatches until cancelled, then lets attempts in progress be given back and returns.</summary>
    public async Task RunAsync(CancellationToken cancellationToken)
    {
        try
        {
            while (true)
            {
                await LookAsync(cancellationToken);
                await _bus.Published.WaitAsync(_pollInterval, _clock, cancellationToken);
            }
        }
        catch (OperationCanceledException) when (cancellationToken.IsCancellationRequested)
        {
            await Task.WhenAll(_active.Values);
        }
    }

    /// <inheritdoc/>
    public void Dispose() => _sender.Dispose();

    /// <summary>One round: takes what was published, and makes every attempt that is due.</summary>
    internal async Task RunOnceAsync(CancellationToken cancellationToken)
    {
        await LookAsync(cancellationToken);
        await Task.WhenAll(_active.Values);
    }

    private async Task LookAsync(CancellationToken cancellationToken)
    {
        try
        {
            while (await _queue.FanOutAsync(cancellationToken))
                cancellationToken.ThrowIfCancellationRequested();
            await ForgetFinishedAsync();
            foreach (var targetId in await _queue.FindDueAsync(cancellationToken))
                if (!_active.ContainsKey(targetId))
                    _active.Add(targetId, Task.Run(() => DrainAsync(targetId, cancellationToken), CancellationToken.None));
            await PruneWhenDueAsync(cancellationToken);
            Failure = null;
        }
        catch (MetastoreException exception)
        {
            // Nothing is lost: events stay in the outbox and attempts stay due. The next round tries again.
            Failure = exception;
        }
    }

    private async Task ForgetFinishedAsync()
    {
        foreach (var (targetId, task) in _active.Where(entry => entry.Value.IsCompleted).ToList())
        {
            _active.Remove(targetId);
            await task;
        }
    }

    /// <summary>Makes a target's due attempts one after another; a failure of the metastore leaves the current one to be made again after its claim.</summary>
    private async Task DrainAsync(string targetId, CancellationToken cancellationToken)
    {
        try
        {
            var claimed = await _queue.ClaimAsync(targetId, cancellationToken);
            while (claimed is not null)
                claimed = await AttemptAsync(claimed, cancellationToken);
        }
        catch (OperationCanceledException) when (cancellationToken.IsCancellationRequested)
        {
            return;
        }
        catch (MetastoreException exception)
        {
            Failure = exception;
            return;
        }
        // An event may have come between the last look for this target and now.
        _bus.Published.Set();
    }

    private async Task<ClaimedDelivery?> AttemptAsync(ClaimedDelivery claimed, CancellationToken cancellationToken)
    {
        try
        {
            var result = await _sender.SendAsync(claimed, token => _queue.MayHearAsync(claimed, token), cancellationToken);
            // The receiver has answered: that must be recorded also while this process ends.
            return await _queue.RecordAsync(claimed, result, CancellationToken.None);
        }
        catch (OperationCanceledException) when (cancellationToken.IsCancellationRequested)
        {
            await _queue.AbandonAsync(claimed);
            throw;
        }
    }

    private async Task PruneWhenDueAsync(CancellationToken cancellationToken)
    {
        if (_clock.GetUtcNow() < _pruneDueAt)
            return;
        await _queue.PruneAsync(cancellationToken);
        _pruneDueAt = _clock.GetUtcNow() + s_pruneInterval;
    }
}
