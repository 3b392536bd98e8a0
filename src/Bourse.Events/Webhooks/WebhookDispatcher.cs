using System.Security.Cryptography;
using Bourse.Metastore;

namespace Bourse.Events.Webhooks;

/// <summary>Delivers events to webhooks, at least once each, until cancelled. It promises no order between events: a failed one does not hold up the next.</summary>
/// <remarks>
/// 1. Events are moved from the outbox to the webhooks that want them. 2. Each webhook with something due gets a task of its own, which sends one message after
/// another; so a slow receiver delays only itself. 3. What fails is due again later, by the schedule; what the account may not hear
/// now is held. Several processes may dispatch from one metastore.
/// </remarks>
public sealed class WebhookDispatcher : IDisposable
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
    public WebhookDispatcher(
        IMetastore metastore,
        EventBus bus,
        IEventAccess access,
        ISecretProtector protector,
        WebhookAddressPolicy policy,
        TimeProvider clock,
        RandomNumberGenerator random,
        WebhookDispatcherOptions? options = null)
        : this(metastore, bus, access, protector, policy, clock, random, options ?? new WebhookDispatcherOptions(), handler: null)
    {
    }

    internal WebhookDispatcher(
        IMetastore metastore,
        EventBus bus,
        IEventAccess access,
        ISecretProtector protector,
        WebhookAddressPolicy policy,
        TimeProvider clock,
        RandomNumberGenerator random,
        WebhookDispatcherOptions options,
        HttpMessageHandler? handler)
    {
        _bus = bus;
        _clock = clock;
        _pollInterval = options.PollInterval;
        _queue = new DeliveryQueue(metastore, access, options, clock, random);
        _sender = new WebhookSender(policy, protector, clock, options.AttemptTimeout, handler);
    }

    /// <summary>The failure of the metastore that deliveries wait for, for a readiness check; null while all is well.</summary>
    public MetastoreException? Failure { get; private set; }

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
            foreach (var webhookId in await _queue.FindDueAsync(cancellationToken))
                if (!_active.ContainsKey(webhookId))
                    _active.Add(webhookId, Task.Run(() => DrainAsync(webhookId, cancellationToken), CancellationToken.None));
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
        foreach (var (webhookId, task) in _active.Where(entry => entry.Value.IsCompleted).ToList())
        {
            _active.Remove(webhookId);
            await task;
        }
    }

    /// <summary>Makes a webhook's due attempts one after another; a failure of the metastore leaves the current one to be made again after its claim.</summary>
    private async Task DrainAsync(string webhookId, CancellationToken cancellationToken)
    {
        try
        {
            var claimed = await _queue.ClaimAsync(webhookId, cancellationToken);
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
        // An event may have come between the last look for this webhook and now.
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
