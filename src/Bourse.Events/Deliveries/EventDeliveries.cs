using Bourse.Metastore;

namespace Bourse.Events.Deliveries;

/// <summary>What became of an account's events, and a second chance for dead ones.</summary>
public sealed class EventDeliveries(IMetastore metastore, TimeProvider clock)
{
    /// <summary>Most deliveries of a list.</summary>
    public const int CountMax = 1000;

    private const string SelectDeliveries =
        """
        SELECT t.account AS audience, t.webhook_id, t.rule, t.name AS target, e.id AS event_id, d.state, d.attempts, d.due_at, d.last_result
          FROM event_deliveries d JOIN event_targets t ON t.id = d.target_id JOIN events e ON e.sequence = d.event_sequence
        """;

    /// <summary>Deliveries in a state, of one account or of all, newest event first, at most <see cref="CountMax"/>.</summary>
    public async Task<IReadOnlyList<EventDelivery>> ListAsync(
        string? audience, DeliveryState state, CancellationToken cancellationToken = default)
    {
        var rows = await metastore.ReadAsync(
            session => session.QueryAsync<EventDelivery.Row>(
                $"""
                {SelectDeliveries} WHERE (@Audience IS NULL OR t.account = @Audience) AND d.state = @State
                 ORDER BY d.event_sequence DESC, d.target_id LIMIT @CountMax
                """,
                new { Audience = audience, State = DeliveryQueue.Text(state), CountMax }),
            cancellationToken);
        return [.. rows.Select(row => row.ToDelivery())];
    }

    /// <summary>What became of an event, by account and target; empty when no target wanted it.</summary>
    public async Task<IReadOnlyList<EventDelivery>> ListOfAsync(string eventId, CancellationToken cancellationToken = default)
    {
        var rows = await metastore.ReadAsync(
            session => session.QueryAsync<EventDelivery.Row>(
                $"{SelectDeliveries} WHERE e.id = @eventId ORDER BY t.account, t.rule, t.name LIMIT @CountMax", new { eventId, CountMax }),
            cancellationToken);
        return [.. rows.Select(row => row.ToDelivery())];
    }

    /// <summary>Looks at once at what is held for an account, whose right to it may be back, oldest event first.</summary>
    /// <param name="session">The transaction that gives the right back.</param>
    /// <param name="audience">The account, 12 digits.</param>
    /// <param name="now">The time.</param>
    /// <returns>How many deliveries are looked at.</returns>
    public static async Task<int> ReleaseAsync(IMetastoreWriteSession session, string audience, DateTimeOffset now)
    {
        ArgumentNullException.ThrowIfNull(session);
        return await session.ExecuteAsync(
            "UPDATE event_deliveries SET due_at = @Now WHERE state = 'held' AND target_id IN (SELECT id FROM event_targets WHERE account = @Audience)",
            new { Audience = audience, Now = MetastoreTime.ToMicroseconds(now) });
    }

    /// <summary>
    /// Sends an account's dead and held events again, each with its old id and the whole schedule: all, those of one webhook, or one event, which
    /// may have been delivered too.
    /// </summary>
    /// <param name="audience">The account, 12 digits.</param>
    /// <param name="webhookId">The webhook; null for all.</param>
    /// <param name="eventId">The event; null for all that are dead or held.</param>
    /// <param name="alongside">What else is done in its transaction when there is any, told how many.</param>
    /// <param name="cancellationToken">Cancels the call.</param>
    /// <returns>How many deliveries begin anew.</returns>
    public Task<int> RedriveAsync(
        string audience, string? webhookId, string? eventId, Func<IMetastoreWriteSession, int, Task>? alongside = null, CancellationToken cancellationToken = default) =>
        metastore.WriteAsync(
            async session =>
            {
                var count = await session.ExecuteAsync(
                    """
                    UPDATE event_deliveries SET state = 'pending', attempts = 0, due_at = @Now, changed_at = @Now, started_at = @Now
                     WHERE target_id IN (SELECT id FROM event_targets WHERE account = @Audience AND (@WebhookId IS NULL OR webhook_id = @WebhookId))
                       AND (@EventId IS NULL OR event_sequence = (SELECT sequence FROM events WHERE id = @EventId))
                       AND (state IN ('dead', 'held') OR (state = 'delivered' AND @EventId IS NOT NULL))
                    """,
                    new { WebhookId = webhookId, Audience = audience, EventId = eventId, Now = MetastoreTime.ToMicroseconds(clock.GetUtcNow()) });
                if (count > 0 && alongside is not null)
                    await alongside(session, count);
                return count;
            },
            cancellationToken);
}
