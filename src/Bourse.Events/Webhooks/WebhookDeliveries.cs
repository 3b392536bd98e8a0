using Bourse.Metastore;

namespace Bourse.Events.Webhooks;

/// <summary>What became of an account's events, and a second chance for dead ones.</summary>
public sealed class WebhookDeliveries(IMetastore metastore, TimeProvider clock)
{
    private const int CountMax = 1000;

    /// <summary>An account's deliveries in a state, newest event first, at most 1000.</summary>
    public async Task<IReadOnlyList<WebhookDelivery>> ListAsync(
        string audience, DeliveryState state, CancellationToken cancellationToken = default)
    {
        var rows = await metastore.ReadAsync(
            session => session.QueryAsync<WebhookDelivery.Row>(
                """
                SELECT d.webhook_id, e.id AS event_id, d.state, d.attempts, d.due_at, d.last_result
                  FROM webhook_deliveries d JOIN webhooks w ON w.id = d.webhook_id JOIN events e ON e.sequence = d.event_sequence
                 WHERE w.audience = @Audience AND d.state = @State
                 ORDER BY d.event_sequence DESC, d.webhook_id LIMIT @CountMax
                """,
                new { Audience = audience, State = DeliveryQueue.Text(state), CountMax }),
            cancellationToken);
        return [.. rows.Select(row => row.ToDelivery())];
    }

    /// <summary>Sends a delivered or dead event again, with its old id and the whole schedule; false when the account has no such delivery.</summary>
    public Task<bool> ReplayAsync(string audience, string webhookId, string eventId, CancellationToken cancellationToken = default) =>
        metastore.WriteAsync(
            async session => await session.ExecuteAsync(
                """
                UPDATE webhook_deliveries SET state = 'pending', attempts = 0, due_at = @Now, changed_at = @Now
                 WHERE webhook_id = (SELECT id FROM webhooks WHERE id = @WebhookId AND audience = @Audience)
                   AND event_sequence = (SELECT sequence FROM events WHERE id = @EventId) AND state <> 'pending'
                """,
                new { WebhookId = webhookId, Audience = audience, EventId = eventId, Now = MetastoreTime.ToMicroseconds(clock.GetUtcNow()) }) == 1,
            cancellationToken);
}
