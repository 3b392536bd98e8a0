namespace Bourse.Access.Authorization;

/// <summary>What became of putting a grant.</summary>
public abstract record GrantOutcome
{
    private GrantOutcome() { }

    /// <summary>It stands.</summary>
    /// <param name="Ended">The agreement it follows, whose term had ended: it is terminated now. Null where there was none.</param>
    public sealed record Stored(AgreementId? Ended) : GrantOutcome;

    /// <summary>Refused: another agreement already gives the account this product, and a cell must be visible by a single grant.</summary>
    /// <param name="Existing">That agreement, whose term has not ended. Terminate it first.</param>
    public sealed record HeldByAnother(AgreementId Existing) : GrantOutcome;

    /// <summary>Refused: the agreement's grant of this product belongs to another account.</summary>
    /// <param name="Account">That account.</param>
    public sealed record OtherAccount(Identity.AccountId Account) : GrantOutcome;

    /// <summary>Refused: the agreement is terminated, for good.</summary>
    public sealed record Terminated : GrantOutcome;
}
