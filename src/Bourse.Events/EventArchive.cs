using Bourse.Events.Rules;
using Bourse.Metastore;

namespace Bourse.Events;

/// <summary>Every event of the last 30 days, whoever wanted it: to look up, and to put through a rule again.</summary>
public sealed class EventArchive(IMetastore metastore, EventBusIdentity identity, TimeProvider clock)
{
    /// <summary>Most events of a list.</summary>
    public const int CountMax = 1000;

    // One transaction takes so many events, so that others get their turn between.
    private const int ReplayAtOnce = 500;

    private readonly RuleMatcher _rules = new();

    /// <summary>Events of a time, newest first.</summary>
    /// <param name="audience">Only what this account hears, 12 digits; null for all.</param>
    /// <param name="from">From when; null from the first.</param>
    /// <param name="to">Before when; null to the last.</param>
    /// <param name="countMax">At most so many, up to <see cref="CountMax"/>.</param>
    /// <param name="cancellationToken">Cancels the call.</param>
    public Task<IReadOnlyList<KeptEvent>> ListAsync(
        string? audience, DateTimeOffset? from, DateTimeOffset? to, int countMax = CountMax, CancellationToken cancellationToken = default) =>
        metastore.ReadAsync(
            session => session.QueryAsync<KeptEvent>(
                """
                SELECT sequence, id, audience, publisher, body, enqueued_at FROM events
                 WHERE enqueued_at >= @From AND enqueued_at < @To AND (@audience IS NULL OR audience IN (@audience, @Everyone))
                 ORDER BY enqueued_at DESC, sequence DESC LIMIT @Count
                """,
                new { audience, BourseEvent.Everyone, From = Micros(from, long.MinValue), To = Micros(to, long.MaxValue), Count = Math.Clamp(countMax, 1, CountMax) }),
            cancellationToken);

    /// <summary>An event; null when there is none of the id, or none any more.</summary>
    public Task<KeptEvent?> FindAsync(string id, CancellationToken cancellationToken = default) =>
        metastore.ReadAsync(
            session => session.QuerySingleOrDefaultAsync<KeptEvent>("SELECT sequence, id, audience, publisher, body, enqueued_at FROM events WHERE id = @id", new { id }),
            cancellationToken);

    /// <summary>
    /// Puts a time of events through a rule again, also one out of force: each that matches goes to the rule's targets anew, with its old id, unless it is on its
    /// way there. A crash ends
    /// it between two steps; begun again it goes through all of them again.
    /// </summary>
    /// <param name="account">The rule's account, which must have been the audience.</param>
    /// <param name="rule">The rule.</param>
    /// <param name="from">From when; null from the first.</param>
    /// <param name="to">Before when; null to the last there is now.</param>
    /// <param name="alongside">What else is done in the first transaction.</param>
    /// <param name="cancellationToken">Cancels between two steps.</param>
    /// <returns>How many deliveries began anew; null when there is no such rule.</returns>
    public async Task<int?> ReplayAsync(
        string account, string rule, DateTimeOffset? from, DateTimeOffset? to, Func<IMetastoreWriteSession, Task>? alongside = null,
        CancellationToken cancellationToken = default)
    {
        var found = await metastore.WriteAsync(
            async session =>
            {
                var one = await RuleStore.FindAsync(session, account, rule);
                if (one is not null && alongside is not null)
                    await alongside(session);
                return one;
            },
            cancellationToken);
        if (found is null)
            return null;
        var (replay, begun) = (new Replay(account, found, Micros(from, long.MinValue), Micros(to, MetastoreTime.ToMicroseconds(clock.GetUtcNow()))), 0);
        for (long? after = 0; after is not null;)
        {
            var step = await metastore.WriteAsync(session => ReplayStepAsync(session, replay, after.Value), cancellationToken);
            begun += step.Begun;
            after = step.Last;
        }
        return begun;
    }

    private async Task<(int Begun, long? Last)> ReplayStepAsync(IMetastoreWriteSession session, Replay replay, long after)
    {
        var events = await session.QueryAsync<KeptEvent>(
            """
            SELECT sequence, id, audience, publisher, body, enqueued_at FROM events
             WHERE sequence > @after AND enqueued_at >= @From AND enqueued_at < @To AND audience IN (@Account, @Everyone) ORDER BY sequence LIMIT @ReplayAtOnce
            """,
            new { after, replay.From, replay.To, replay.Account, BourseEvent.Everyone, ReplayAtOnce });
        var rules = await _rules.LoadAsync(session, replay.Account, replay.Rule.Name);
        var begun = 0;
        foreach (var one in events)
        {
            using var bourseEvent = EventBridgeForm.Of(one.Body, one.Publisher, identity);
            foreach (var target in rules.Match(bourseEvent.RootElement))
                begun += await BeginAsync(session, one, target);
        }
        return (begun, events.Count < ReplayAtOnce ? null : events[^1].Sequence);
    }

    private Task<int> BeginAsync(IMetastoreWriteSession session, KeptEvent one, MatchedTarget target) =>
        session.ExecuteAsync(
            """
            INSERT INTO event_deliveries (target_id, event_sequence, state, attempts, due_at, changed_at, started_at, order_key)
            VALUES (@Id, @Sequence, 'pending', 0, @Now, @Now, @Now, @OrderKey)
            ON CONFLICT (target_id, event_sequence) DO UPDATE
               SET state = 'pending', attempts = 0, due_at = @Now, changed_at = @Now, started_at = @Now, order_key = @OrderKey WHERE event_deliveries.state <> 'pending'
            """,
            new { target.Id, one.Sequence, target.OrderKey, Now = MetastoreTime.ToMicroseconds(clock.GetUtcNow()) });

    private static long Micros(DateTimeOffset? time, long otherwise) => time is { } given ? MetastoreTime.ToMicroseconds(given) : otherwise;

    private sealed record Replay(string Account, EventRule Rule, long From, long To);
}
