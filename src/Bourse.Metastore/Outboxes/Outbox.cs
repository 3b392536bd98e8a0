using Bourse.Storage;

namespace Bourse.Metastore.Outboxes;

/// <summary>
/// The transactional outbox. A taker moves messages out of it in the transaction that records what is to be done about them, so a crash loses none and
/// repeats none; delivery to the outside then follows from the taker's own record, at least once. It is not a queue with visibility timeouts.
/// </summary>
public sealed class Outbox(TimeProvider clock)
{
    /// <summary>Enqueues a message in the caller's transaction.</summary>
    public async Task EnqueueAsync(IMetastoreWriteSession session, OutboxMessage message)
    {
        ArgumentNullException.ThrowIfNull(session);
        ArgumentNullException.ThrowIfNull(message);
        ArgumentException.ThrowIfNullOrEmpty(message.Topic);
        await session.ExecuteAsync(
            "INSERT INTO outbox (topic, body, enqueued_at) VALUES (@Topic, @Body, @EnqueuedAt)",
            new { message.Topic, message.Body, EnqueuedAt = MetastoreTime.ToMicroseconds(clock.GetUtcNow()) });
        FaultPoint.Reach("outbox.enqueued");
    }

    /// <summary>Whether the topic has a message; cheap enough to ask several times a second.</summary>
    public static async Task<bool> HasMessagesAsync(IMetastoreSession session, string topic)
    {
        ArgumentNullException.ThrowIfNull(session);
        return await session.QuerySingleOrDefaultAsync<long?>("SELECT 1 FROM outbox WHERE topic = @Topic LIMIT 1", new { Topic = topic }) is not null;
    }

    /// <summary>Takes the oldest messages of a topic, oldest first, out of the outbox in the caller's transaction.</summary>
    /// <param name="session">The transaction that also records what follows from the messages.</param>
    /// <param name="topic">The taker's topic.</param>
    /// <param name="countMax">1 or more.</param>
    public static async Task<IReadOnlyList<TakenMessage>> TakeAsync(IMetastoreWriteSession session, string topic, int countMax)
    {
        ArgumentNullException.ThrowIfNull(session);
        ArgumentOutOfRangeException.ThrowIfLessThan(countMax, 1);
        var taken = await session.QueryAsync<TakenMessage>(
            $"""
            DELETE FROM outbox
             WHERE sequence IN (SELECT sequence FROM outbox WHERE topic = @Topic ORDER BY sequence LIMIT @CountMax)
            RETURNING sequence, body, enqueued_at
            """,
            new { Topic = topic, CountMax = countMax });
        FaultPoint.Reach("outbox.taken");
        return [.. taken.OrderBy(message => message.Sequence)];
    }
}
