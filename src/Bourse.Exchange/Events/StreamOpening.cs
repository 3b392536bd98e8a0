using Bourse.Events.Streams;

namespace Bourse.Exchange.Events;

/// <summary>What became of the wish to open a stream.</summary>
public abstract record StreamOpening
{
    private StreamOpening()
    {
    }

    /// <summary>It is open.</summary>
    public sealed record Opened(EventStream Stream) : StreamOpening;

    /// <summary>The archive does not have the event to begin after, or the account could not hear it.</summary>
    public sealed record UnknownEvent : StreamOpening;

    /// <summary>The account has as many open as may be.</summary>
    public sealed record TooMany : StreamOpening;
}
