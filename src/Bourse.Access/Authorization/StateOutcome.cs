namespace Bourse.Access.Authorization;

/// <summary>What became of setting an agreement's state.</summary>
public abstract record StateOutcome
{
    private StateOutcome() { }

    /// <summary>All grants of the agreement are in the state asked for now.</summary>
    /// <param name="Before">The state before, of its first product.</param>
    /// <param name="HeldEvents">How many events that were held for its client are looked at again at once; they are sent where the right to them is back.</param>
    public sealed record Changed(AgreementState Before, int HeldEvents = 0) : StateOutcome;

    /// <summary>They were already.</summary>
    public sealed record Unchanged : StateOutcome;

    /// <summary>No such agreement.</summary>
    public sealed record Unknown : StateOutcome;

    /// <summary>Refused: the agreement is terminated, for good.</summary>
    public sealed record Terminated : StateOutcome;
}
