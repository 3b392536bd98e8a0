using Bourse.Events.Deliveries;
using Bourse.Metastore;

namespace Bourse.Events.Streams;

/// <summary>
/// Follows the archive for any number of streams: one reader, the newest events in memory, everyone woken at once. A stream keeps nothing here but its place, so one
/// that is slow is
/// behind and costs nobody anything; what has left memory it reads from the archive.
/// </summary>
public sealed class EventFeed
{
    private const int RecentMax = 4096;
    private const int ReadAtOnce = 500;

    // Events of other processes; those of this one need no look.
    private static readonly TimeSpan s_pollInterval = TimeSpan.FromMilliseconds(200);

    private readonly IMetastore _metastore;
    private readonly IEventAccess _access;
    private readonly WakeSignal _archived;
    private readonly TimeProvider _clock;
    private volatile Snapshot? _snapshot;

    /// <summary>Makes the feed; <see cref="RunAsync"/> follows.</summary>
    public EventFeed(IMetastore metastore, IEventAccess access, EventDispatcher dispatcher, TimeProvider clock)
    {
        ArgumentNullException.ThrowIfNull(dispatcher);
        (_metastore, _access, _archived, _clock) = (metastore, access, dispatcher.Archived, clock);
    }

    /// <summary>The failure of the metastore that streams wait for; null while all is well.</summary>
    public MetastoreException? Failure { get; private set; }

    /// <summary>Follows until cancelled.</summary>
    public async Task RunAsync(CancellationToken cancellationToken)
    {
        while (true)
        {
            await RefreshAsync(cancellationToken);
            await _archived.WaitAsync(s_pollInterval, _clock, cancellationToken);
        }
    }

    /// <summary>
    /// Where a stream begins: after an event that its account could hear, or with the next event; null when the event is not in the archive, or not for the account.
    /// </summary>
    /// <param name="account">The account, 12 digits.</param>
    /// <param name="after">The last event the client has; null to begin now.</param>
    /// <param name="cancellationToken">Cancels the call.</param>
    public Task<EventStream?> OpenAsync(string account, string? after, CancellationToken cancellationToken) =>
        _metastore.ReadAsync(
            async session =>
            {
                var sequence = after is null
                    ? await NewestAsync(session)
                    : await session.QuerySingleOrDefaultAsync<long?>(
                        "SELECT sequence FROM events WHERE id = @after AND audience IN (@account, @Everyone)", new { after, account, BourseEvent.Everyone });
                return sequence is { } place ? new EventStream(this, account, place) : null;
            },
            cancellationToken);

    internal async Task RefreshAsync(CancellationToken cancellationToken)
    {
        try
        {
            _snapshot ??= new Snapshot([], await _metastore.ReadAsync(NewestAsync, cancellationToken));
            while (await AdvanceAsync(_snapshot, cancellationToken) == ReadAtOnce)
                cancellationToken.ThrowIfCancellationRequested();
            Failure = null;
        }
        catch (MetastoreException failure)
        {
            // Streams stand still, and go on where they are.
            Failure = failure;
        }
    }

    /// <summary>What the account may hear of what comes after a place, and the place up to which that is all; null when nothing has come.</summary>
    internal async Task<(IReadOnlyList<KeptEvent> Events, long Place)?> ReadAfterAsync(string account, long place, CancellationToken cancellationToken)
    {
        if (_snapshot is not { } snapshot || place >= snapshot.Newest)
            return null;
        return await _metastore.ReadAsync(
            async session =>
            {
                var (events, upTo) = place >= snapshot.CompleteAfter
                    ? (snapshot.After(place), snapshot.Newest)
                    : await ReadArchiveAsync(session, account, place, snapshot.Newest);
                var heard = new List<KeptEvent>();
                foreach (var one in events)
                    if ((one.Audience == account || one.Audience == BourseEvent.Everyone)
                        && await KeptEvent.MayHearAsync(_access, session, account, one.Publisher, one.Body))
                        heard.Add(one);
                return (heard, upTo);
            },
            cancellationToken);
    }

    /// <summary>Done when something has come after a place.</summary>
    internal Task AfterAsync(long place) => _snapshot is { } snapshot && snapshot.Newest <= place ? snapshot.Superseded.Task : Task.CompletedTask;

    private static async Task<long> NewestAsync(IMetastoreSession session) =>
        await session.QuerySingleOrDefaultAsync<long?>("SELECT max(sequence) FROM events") ?? 0;

    private static async Task<(IEnumerable<KeptEvent> Events, long Place)> ReadArchiveAsync(IMetastoreSession session, string account, long place, long newest)
    {
        var events = await session.QueryAsync<KeptEvent>(
            """
            SELECT sequence, id, audience, publisher, body, enqueued_at FROM events
             WHERE sequence > @place AND sequence <= @newest AND audience IN (@account, @Everyone) ORDER BY sequence LIMIT @ReadAtOnce
            """,
            new { place, newest, account, BourseEvent.Everyone, ReadAtOnce });
        return (events, events.Count == ReadAtOnce ? events[^1].Sequence : newest);
    }

    private async Task<int> AdvanceAsync(Snapshot current, CancellationToken cancellationToken)
    {
        var events = await _metastore.ReadAsync(
            session => session.QueryAsync<KeptEvent>(
                "SELECT sequence, id, audience, publisher, body, enqueued_at FROM events WHERE sequence > @Newest ORDER BY sequence LIMIT @ReadAtOnce",
                new { current.Newest, ReadAtOnce }),
            cancellationToken);
        if (events.Count == 0)
            return 0;
        _snapshot = current.With(events);
        current.Superseded.SetResult();
        return events.Count;
    }

    /// <summary>The newest events: all after a place.</summary>
    private sealed class Snapshot(KeptEvent[] recent, long completeAfter)
    {
        public long CompleteAfter => completeAfter;

        public long Newest => recent.Length > 0 ? recent[^1].Sequence : completeAfter;

        public TaskCompletionSource Superseded { get; } = new(TaskCreationOptions.RunContinuationsAsynchronously);

        public Snapshot With(IReadOnlyList<KeptEvent> more)
        {
            KeptEvent[] all = [.. recent, .. more];
            var dropped = Math.Max(0, all.Length - RecentMax);
            return new Snapshot(all[dropped..], dropped == 0 ? completeAfter : all[dropped - 1].Sequence);
        }

        public IEnumerable<KeptEvent> After(long place)
        {
            var first = recent.Length;
            while (first > 0 && recent[first - 1].Sequence > place)
                first--;
            return recent.Skip(first);
        }
    }
}
