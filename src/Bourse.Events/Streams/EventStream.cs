namespace Bourse.Events.Streams;

/// <summary>An account's events as they come, in the order of commits; what it may not hear when it would be shown is left out. For one reader.</summary>
public sealed class EventStream
{
    private readonly EventFeed _feed;
    private readonly string _account;
    private long _place;

    internal EventStream(EventFeed feed, string account, long place) => (_feed, _account, _place) = (feed, account, place);

    /// <summary>The next events, up to some hundreds; empty when none came within a time.</summary>
    /// <exception cref="OperationCanceledException">Cancelled.</exception>
    /// <exception cref="Metastore.MetastoreException">The database failed; the stream can be read again.</exception>
    public async Task<IReadOnlyList<KeptEvent>> NextAsync(TimeSpan within, TimeProvider clock, CancellationToken cancellationToken)
    {
        using var ending = new CancellationTokenSource(within, clock);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(ending.Token, cancellationToken);
        try
        {
            while (true)
            {
                while (await _feed.ReadAfterAsync(_account, _place, cancellationToken) is var (events, place))
                {
                    _place = place;
                    if (events.Count > 0)
                        return events;
                }
                await _feed.AfterAsync(_place).WaitAsync(either.Token);
            }
        }
        catch (OperationCanceledException) when (!cancellationToken.IsCancellationRequested)
        {
            return [];
        }
    }
}
