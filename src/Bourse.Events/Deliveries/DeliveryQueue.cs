using System.Security.Cryptography;
using Bourse.Events.Rules;
using Bourse.Events.Webhooks;
using Bourse.Metastore;
using Bourse.Metastore.Outboxes;

namespace Bourse.Events.Deliveries;

/// <summary>
/// The dispatcher's record of what is to be sent where and when. Every step is one transaction, so a crash between any two repeats at most an attempt.
/// </summary>
internal sealed class DeliveryQueue(
    IMetastore metastore, EventBusIdentity identity, IEventAccess access, EventDispatcherOptions options, TimeProvider clock, RandomNumberGenerator random)
{
    private const int FanOutMax = 500;
    private const int RetriesOfRules = 185;
    private const int AgeSecondsOfRules = 3600;
    private const string HeldTooLong = "not sent: the account has no agreement in force about it; when it has one again, this can be replayed";

    // Events of one key wait for each other; what is dead or delivered is waited for no longer.
    private const string IsFirstOfKey =
        """
        (d.order_key IS NULL OR NOT EXISTS (
            SELECT 1 FROM event_deliveries e
             WHERE e.target_id = d.target_id AND e.order_key = d.order_key AND e.event_sequence < d.event_sequence AND e.state IN ('pending', 'held')))
        """;

    // So many deliveries are held in one transaction; the next round goes on.
    private const int HeldAtOnceMax = 50;

    private readonly RuleMatcher _rules = new();

    // An attempt whose process died is made again after this; a living process always answers earlier.
    private readonly TimeSpan _claimDuration = options.AttemptTimeout + TimeSpan.FromSeconds(20);

    /// <summary>Set after each commit that archived events, so that this process's streams need not wait for their next look.</summary>
    public WakeSignal Archived { get; } = new();

    public static string Text(DeliveryState state) => state.ToString().ToLowerInvariant();

    /// <summary>Moves events from the outbox into the archive and to the targets that want them; true when there may be more.</summary>
    public async Task<bool> FanOutAsync(CancellationToken cancellationToken)
    {
        if (!await metastore.ReadAsync(session => Outbox.HasMessagesAsync(session, EventBus.Topic), cancellationToken))
            return false;
        return await metastore.WriteAsync(
            async session =>
            {
                var messages = await Outbox.TakeAsync(session, EventBus.Topic, FanOutMax);
                var rules = new Dictionary<string, RuleMatcher.RulesInForce>(StringComparer.Ordinal);
                foreach (var message in messages)
                    await FanOutAsync(session, message, rules);
                return messages.Count == FanOutMax;
            },
            cancellationToken);
    }

    /// <summary>The targets with an attempt due now.</summary>
    public Task<IReadOnlyList<string>> FindDueAsync(CancellationToken cancellationToken) =>
        metastore.ReadAsync(
            session => session.QueryAsync<string>(
                $"""
                SELECT t.id FROM event_targets t
                 WHERE EXISTS (SELECT 1 FROM event_deliveries d WHERE d.target_id = t.id AND d.state IN ('pending', 'held') AND d.due_at <= @Now AND {IsFirstOfKey})
                """,
                new { Now = Now() }),
            cancellationToken);

    /// <summary>Whether the account may still hear of an event that is about to leave.</summary>
    public Task<bool> MayHearAsync(ClaimedDelivery claimed, CancellationToken cancellationToken) =>
        metastore.ReadAsync(session => MayHearAsync(session, claimed), cancellationToken);

    /// <summary>Begins the longest due attempt of a target; null when none is due, or when the next round is to go on.</summary>
    public Task<ClaimedDelivery?> ClaimAsync(string targetId, CancellationToken cancellationToken) =>
        metastore.WriteAsync(session => ClaimAsync(session, targetId), cancellationToken);

    /// <summary>Records how an attempt ended and begins the target's next one, in one transaction.</summary>
    public Task<ClaimedDelivery?> RecordAsync(ClaimedDelivery claimed, AttemptResult result, CancellationToken cancellationToken)
    {
        var delay = DelayAfter(claimed);
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
                    return await ClaimAsync(session, claimed.TargetId);
                }
                // The attempt's number is the fence: after a replay or a claim by somebody else this answer is about an older attempt.
                await session.ExecuteAsync(
                    """
                    UPDATE event_deliveries SET state = @State, due_at = @DueAt, last_result = @Text, changed_at = @Now
                     WHERE target_id = @TargetId AND event_sequence = @EventSequence AND attempts = @Attempts AND state = 'pending'
                    """,
                    new
                    {
                        State = Text(state),
                        DueAt = MetastoreTime.ToMicroseconds(clock.GetUtcNow() + (delay ?? TimeSpan.Zero)),
                        result.Text,
                        Now = Now(),
                        claimed.TargetId,
                        claimed.EventSequence,
                        claimed.Attempts,
                    });
                return await ClaimAsync(session, claimed.TargetId);
            },
            cancellationToken);
    }

    /// <summary>Gives back an attempt that this process's end cut short, so that its successor makes it at once.</summary>
    public Task AbandonAsync(ClaimedDelivery claimed) =>
        metastore.WriteAsync(session => session.ExecuteAsync(
            """
            UPDATE event_deliveries SET attempts = attempts - 1, due_at = @Now
             WHERE target_id = @TargetId AND event_sequence = @EventSequence AND attempts = @Attempts AND state = 'pending'
            """,
            new { Now = Now(), claimed.TargetId, claimed.EventSequence, claimed.Attempts }));

    /// <summary>Forgets what was finished longer ago than the retention.</summary>
    public Task PruneAsync(CancellationToken cancellationToken) =>
        metastore.WriteAsync(
            async session =>
            {
                var before = new { Before = MetastoreTime.ToMicroseconds(clock.GetUtcNow() - options.Retention) };
                await session.ExecuteAsync("DELETE FROM event_deliveries WHERE state IN ('delivered', 'dead') AND changed_at < @Before", before);
                await session.ExecuteAsync(
                    """
                    DELETE FROM events WHERE enqueued_at < @Before
                       AND NOT EXISTS (SELECT 1 FROM event_deliveries d WHERE d.event_sequence = events.sequence)
                    """,
                    before);
            },
            cancellationToken);

    private async Task FanOutAsync(IMetastoreWriteSession session, TakenMessage message, Dictionary<string, RuleMatcher.RulesInForce> loaded)
    {
        var envelope = EventEnvelope.Parse(message.Body);
        await session.ExecuteAsync(
            "INSERT INTO events (sequence, id, body, enqueued_at, audience, publisher) VALUES (@Sequence, @Id, @Body, @EnqueuedAt, @Audience, @Publisher)",
            new { message.Sequence, envelope.Id, envelope.Body, message.EnqueuedAt, envelope.Audience, envelope.Publisher });
        foreach (var target in (await FindSubscribedAsync(session, envelope)).Concat(await FindByRulesAsync(session, envelope, loaded)))
            await session.ExecuteAsync(
                """
                INSERT INTO event_deliveries (target_id, event_sequence, state, attempts, due_at, changed_at, started_at, order_key)
                VALUES (@Id, @Sequence, 'pending', 0, @Now, @Now, @Now, @OrderKey)
                """,
                new { target.Id, message.Sequence, Now = Now(), target.OrderKey });
        session.OnCommitted(Archived.Set);
    }

    // A webhook's own subscription is to the exchange's types; what an account tells itself has types of its own.
    private static async Task<IEnumerable<MatchedTarget>> FindSubscribedAsync(IMetastoreWriteSession session, EventEnvelope envelope)
    {
        if (envelope.Publisher is not null)
            return [];
        var webhooks = await session.QueryAsync<Webhook>(
            "SELECT id, audience, address, type_pattern FROM webhooks WHERE audience = @Audience OR @Audience = @Everyone ORDER BY id",
            new { envelope.Audience, BourseEvent.Everyone });
        return webhooks.Where(webhook => EventTypePattern.Matches(webhook.TypePattern, envelope.Type)).Select(webhook => new MatchedTarget(webhook.Id, OrderKey: null));
    }

    private async Task<IEnumerable<MatchedTarget>> FindByRulesAsync(
        IMetastoreWriteSession session, EventEnvelope envelope, Dictionary<string, RuleMatcher.RulesInForce> loaded)
    {
        if (!loaded.TryGetValue(envelope.Audience, out var rules))
            loaded.Add(envelope.Audience, rules = await _rules.LoadAsync(session, envelope.Audience));
        if (rules.IsEmpty)
            return [];
        using var bourseEvent = EventBridgeForm.Of(envelope.Body, envelope.Publisher, identity);
        return rules.Match(bourseEvent.RootElement);
    }

    private Task<bool> MayHearAsync(IMetastoreSession session, ClaimedDelivery claimed) =>
        KeptEvent.MayHearAsync(access, session, claimed.Audience, claimed.Publisher, claimed.Body);

    // A rule's target has its own measure of patience: by attempts and by age, whichever ends first.
    private TimeSpan? DelayAfter(ClaimedDelivery claimed)
    {
        if (claimed.Rule is null)
            return options.Retries.DelayAfter(claimed.Attempts, random);
        var settings = claimed.Settings;
        var retries = options.Retries with { AttemptsMax = (settings.RetriesMax ?? RetriesOfRules) + 1 };
        var age = clock.GetUtcNow() - MetastoreTime.FromMicroseconds(claimed.StartedAt);
        var ageMax = TimeSpan.FromSeconds(settings.AgeSecondsMax ?? AgeSecondsOfRules);
        return retries.DelayAfter(claimed.Attempts, random) is { } delay && age + delay <= ageMax ? delay : null;
    }

    // What the account may hear no more is not sent, however long it has waited: the right is looked up in the transaction that begins the attempt.
    private async Task<ClaimedDelivery?> ClaimAsync(IMetastoreWriteSession session, string targetId)
    {
        for (var held = 0; held < HeldAtOnceMax; held++)
        {
            if (await ClaimNextAsync(session, targetId) is not { } claimed)
                return null;
            if (await MayHearAsync(session, claimed))
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
            UPDATE event_deliveries SET state = @State, attempts = attempts - 1, due_at = @DueAt, last_result = @Text, changed_at = @Now
             WHERE target_id = @TargetId AND event_sequence = @EventSequence AND attempts = @Attempts AND state = 'pending'
            """,
            new
            {
                State = Text(isTooOld ? DeliveryState.Dead : DeliveryState.Held),
                DueAt = MetastoreTime.ToMicroseconds(now + options.HeldInterval),
                Text = isTooOld ? HeldTooLong : new AttemptResult.Withheld().Text,
                Now = MetastoreTime.ToMicroseconds(now),
                claimed.TargetId,
                claimed.EventSequence,
                claimed.Attempts,
            });
    }

    private async Task<ClaimedDelivery?> ClaimNextAsync(IMetastoreWriteSession session, string targetId)
    {
        var sequence = await session.QuerySingleOrDefaultAsync<long?>(
            $"""
            UPDATE event_deliveries SET state = 'pending', attempts = attempts + 1, due_at = @ClaimedUntil
             WHERE target_id = @TargetId AND event_sequence = (
                   SELECT d.event_sequence FROM event_deliveries d
                    WHERE d.target_id = @TargetId AND d.state IN ('pending', 'held') AND d.due_at <= @Now AND {IsFirstOfKey}
                    ORDER BY d.due_at, d.event_sequence LIMIT 1)
            RETURNING event_sequence
            """,
            new { TargetId = targetId, Now = Now(), ClaimedUntil = MetastoreTime.ToMicroseconds(clock.GetUtcNow() + _claimDuration) });
        return sequence is null
            ? null
            : await session.QuerySingleOrDefaultAsync<ClaimedDelivery>(
                """
                SELECT d.target_id, t.rule, t.settings AS settings_json, w.audience, w.address, w.protected_secret, d.event_sequence, e.id AS event_id, e.body,
                       e.publisher, e.enqueued_at, d.started_at, d.attempts
                  FROM event_deliveries d JOIN event_targets t ON t.id = d.target_id JOIN webhooks w ON w.id = t.webhook_id
                  JOIN events e ON e.sequence = d.event_sequence
                 WHERE d.target_id = @TargetId AND d.event_sequence = @Sequence
                """,
                new { TargetId = targetId, Sequence = sequence });
    }

    private long Now() => MetastoreTime.ToMicroseconds(clock.GetUtcNow());
}
