namespace Bourse.Exchange.Events;

/// <summary>What became of an event that an account told itself of.</summary>
public abstract record PutEventOutcome
{
    private PutEventOutcome()
    {
    }

    /// <summary>It is published under the id.</summary>
    public sealed record Published(string Id) : PutEventOutcome;

    /// <summary>It is malformed; the message names the property.</summary>
    public sealed record Invalid(string Message) : PutEventOutcome;
}
