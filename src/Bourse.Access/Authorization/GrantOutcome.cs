namespace Bourse.Access.Authorization;

/// <summary>What became of putting a grant.</summary>
public abstract record GrantOutcome
{
    private GrantOutcome() { }

    /// <summary>It stands.</summary>
    public sealed record Stored : GrantOutcome;

    /// <summary>Refused: another agreement already gives the account this product, and a cell must be visible by a single grant.</summary>
    /// <param name="Existing">That agreement. Terminate it first.</param>
    public sealed record HeldByAnother(AgreementId Existing) : GrantOutcome;

    /// <summary>Refused: the agreement's grant of this product belongs to another account.</summary>
    /// <param name="Account">That account.</param>
    public sealed record OtherAccount(Identity.AccountId Account) : GrantOutcome;

    /// <summary>Refused: the agreement is terminated, for good.</summary>
    public sealed record Terminated : GrantOutcome;
}
