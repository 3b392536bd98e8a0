using System.Security.Cryptography;
using Bourse.Metastore;
using Bourse.Metastore.Outboxes;

namespace Bourse.Events.Webhooks;

/// <summary>The dispatcher's record of what is to be sent where and when. Every step is one transaction, so a crash between any two repeats at most an attempt.</summary>
internal sealed class DeliveryQueue(IMetastore metastore, IEventAccess access, WebhookDispatcherOptions options, TimeProvider clock, RandomNumberGenerator random)
{
    private const int FanOutMax = 100;
    private const string HeldTooLong = "not sent: the account has no agreement in force about it; when it has one again, this can be replayed";

    // So many deliveries are held in one transaction; the next round goes on.
    private const int HeldAtOnceMax = 50;

    // An attempt whose process died is made again after this; a living process always answers earlier.
    private readonly TimeSpan _claimDuration = options.AttemptTimeout + TimeSpan.FromSeconds(20);

    public static string Text(DeliveryState state) => state.ToString().ToLowerInvariant();

    /// <summary>Moves events from the outbox to the webhooks that want them; true when there may be more.</summary>
    public async Task<bool> FanOutAsync(CancellationToken cancellationToken)
    {
        if (!await metastore.ReadAsync(session => Outbox.HasMessagesAsync(session, EventBus.Topic), cancellationToken))
            return false;
        return await metastore.WriteAsync(
            async session =>
            {
                var messages = await Outbox.TakeAsync(session, EventBus.Topic, FanOutMax);
                foreach (var message in messages)
                    await FanOutAsync(session, message);
                return messages.Count == FanOutMax;
            },
            cancellationToken);
    }

    /// <summary>The webhooks with an attempt due now.</summary>
    public Task<IReadOnlyList<string>> FindDueAsync(CancellationToken cancellationToken) =>
        metastore.ReadAsync(
            session => session.QueryAsync<string>(
                """
                SELECT w.id FROM webhooks w
                 WHERE EXISTS (SELECT 1 FROM webhook_deliveries d WHERE d.webhook_id = w.id AND d.state IN ('pending', 'held') AND d.due_at <= @Now)
                """,
                new { Now = Now() }),
            cancellationToken);

    /// <summary>Whether the account may still hear of an event that is about to leave.</summary>
    public Task<bool> MayHearAsync(ClaimedDelivery claimed, CancellationToken cancellationToken) =>
        metastore.ReadAsync(session => access.MayHearAsync(session, claimed.Audience, EventEnvelope.SubjectOf(claimed.Body)), cancellationToken);

    /// <summary>Begins the longest due attempt of a webhook; null when none is due, or when the next round is to go on.</summary>
    public Task<ClaimedDelivery?> ClaimAsync(string webhookId, CancellationToken cancellationToken) =>
        metastore.WriteAsync(session => ClaimAsync(session, webhookId), cancellationToken);

    /// <summary>Records how an attempt ended and begins the webhook's next one, in one transaction.</summary>
    public Task<ClaimedDelivery?> RecordAsync(ClaimedDelivery claimed, AttemptResult result, CancellationToken cancellationToken)
    {
        var delay = options.Retries.DelayAfter(claimed.Attempts, random);
        var state = result switch
        {
            AttemptResult.Accepted => DeliveryState.Delivered,
            AttemptResult.Failed when delay is not null => DeliveryState.Pending,
            _ => DeliveryState.Dead,
        };
        return metastore.WriteAsync(
            async session =>
            {
                if (result is AttemptResult.Withheld)
                {
                    await HoldAsync(session, claimed);
                    return await ClaimAsync(session, claimed.WebhookId);
                }
                // The attempt's number is the fence: after a replay or a claim by somebody else this answer is about an older attempt.
                await session.ExecuteAsync(
                    """
                    UPDATE webhook_deliveries SET state = @State, due_at = @DueAt, last_result = @Text, changed_at = @Now
                     WHERE webhook_id = @WebhookId AND event_sequence = @EventSequence AND attempts = @Attempts AND state = 'pending'
                    """,
                    new
                    {
                        State = Text(state),
                        DueAt = MetastoreTime.ToMicroseconds(clock.GetUtcNow() + (delay ?? TimeSpan.Zero)),
                        result.Text,
                        Now = Now(),
                        claimed.WebhookId,
                        claimed.EventSequence,
                        claimed.Attempts,
                    });
                return await ClaimAsync(session, claimed.WebhookId);
            },
            cancellationToken);
    }

    /// <summary>Gives back an attempt that this process's end cut short, so that its successor makes it at once.</summary>
    public Task AbandonAsync(ClaimedDelivery claimed) =>
        metastore.WriteAsync(session => session.ExecuteAsync(
            """
            UPDATE webhook_deliveries SET attempts = attempts - 1, due_at = @Now
             WHERE webhook_id = @WebhookId AND event_sequence = @EventSequence AND attempts = @Attempts AND state = 'pending'
            """,
            new { Now = Now(), claimed.WebhookId, claimed.EventSequence, claimed.Attempts }));

    /// <summary>Forgets what was finished longer ago than the retention.</summary>
    public Task PruneAsync(CancellationToken cancellationToken) =>
        metastore.WriteAsync(
            async session =>
            {
                var before = new { Before = MetastoreTime.ToMicroseconds(clock.GetUtcNow() - options.Retention) };
                await session.ExecuteAsync("DELETE FROM webhook_deliveries WHERE state IN ('delivered', 'dead') AND changed_at < @Before", before);
                await session.ExecuteAsync(
                    """
                    DELETE FROM events WHERE enqueued_at < @Before
                       AND NOT EXISTS (SELECT 1 FROM webhook_deliveries d WHERE d.event_sequence = events.sequence)
                    """,
                    before);
            },
            cancellationToken);

    private async Task FanOutAsync(IMetastoreWriteSession session, TakenMessage message)
    {
        var envelope = EventEnvelope.Parse(message.Body);
        var webhooks = await session.QueryAsync<Webhook>(
            """
            SELECT id, audience, address, type_pattern FROM webhooks
             WHERE audience = @Audience OR @Audience = @Everyone ORDER BY id
            """,
            new { envelope.Audience, BourseEvent.Everyone });
        var wanting = webhooks.Where(webhook => EventTypePattern.Matches(webhook.TypePattern, envelope.Type)).ToList();
        if (wanting.Count == 0)
            return;
        await session.ExecuteAsync(
            "INSERT INTO events (sequence, id, body, enqueued_at) VALUES (@Sequence, @Id, @Body, @EnqueuedAt)",
            new { message.Sequence, envelope.Id, envelope.Body, message.EnqueuedAt });
        foreach (var webhook in wanting)
            await session.ExecuteAsync(
                """
                INSERT INTO webhook_deliveries (webhook_id, event_sequence, state, attempts, due_at, changed_at)
                VALUES (@Id, @Sequence, 'pending', 0, @Now, @Now)
                """,
                new { webhook.Id, message.Sequence, Now = Now() });
    }

    // What the account may hear no more is not sent, however long it has waited: the right is looked up in the transaction that begins the attempt.
    private async Task<ClaimedDelivery?> ClaimAsync(IMetastoreWriteSession session, string webhookId)
    {
        for (var held = 0; held < HeldAtOnceMax; held++)
        {
            if (await ClaimNextAsync(session, webhookId) is not { } claimed)
                return null;
            if (await access.MayHearAsync(session, claimed.Audience, EventEnvelope.SubjectOf(claimed.Body)))
                return claimed;
            await HoldAsync(session, claimed);
        }
        return null;
    }

    private async Task HoldAsync(IMetastoreWriteSession session, ClaimedDelivery claimed)
    {
        var now = clock.GetUtcNow();
        var isTooOld = now - MetastoreTime.FromMicroseconds(claimed.EnqueuedAt) > options.HeldMax;
        await session.ExecuteAsync(
            """
            UPDATE webhook_deliveries SET state = @State, attempts = attempts - 1, due_at = @DueAt, last_result = @Text, changed_at = @Now
             WHERE webhook_id = @WebhookId AND event_sequence = @EventSequence AND attempts = @Attempts AND state = 'pending'
            """,
            new
            {
                State = Text(isTooOld ? DeliveryState.Dead : DeliveryState.Held),
                DueAt = MetastoreTime.ToMicroseconds(now + options.HeldInterval),
                Text = isTooOld ? HeldTooLong : new AttemptResult.Withheld().Text,
                Now = MetastoreTime.ToMicroseconds(now),
                claimed.WebhookId,
                claimed.EventSequence,
                claimed.Attempts,
            });
    }

    private async Task<ClaimedDelivery?> ClaimNextAsync(IMetastoreWriteSession session, string webhookId)
    {
        var sequence = await session.QuerySingleOrDefaultAsync<long?>(
            $"""
            UPDATE webhook_deliveries SET state = 'pending', attempts = attempts + 1, due_at = @ClaimedUntil
             WHERE webhook_id = @WebhookId AND event_sequence = (
                   SELECT event_sequence FROM webhook_deliveries WHERE webhook_id = @WebhookId AND state IN ('pending', 'held') AND due_at <= @Now
                    ORDER BY due_at, event_sequence LIMIT 1 {session.Dialect.LockAndSkip})
            RETURNING event_sequence
            """,
            new { WebhookId = webhookId, Now = Now(), ClaimedUntil = MetastoreTime.ToMicroseconds(clock.GetUtcNow() + _claimDuration) });
        return sequence is null
            ? null
            : await session.QuerySingleOrDefaultAsync<ClaimedDelivery>(
                """
                SELECT d.webhook_id, w.audience, w.address, w.protected_secret, d.event_sequence, e.id AS event_id, e.body, e.enqueued_at, d.attempts
                  FROM webhook_deliveries d JOIN webhooks w ON w.id = d.webhook_id JOIN events e ON e.sequence = d.event_sequence
                 WHERE d.webhook_id = @WebhookId AND d.event_sequence = @Sequence
                """,
                new { WebhookId = webhookId, Sequence = sequence });
    }

    private long Now() => MetastoreTime.ToMicroseconds(clock.GetUtcNow());
}
