using Bourse.Access.Authorization;

namespace Bourse.Exchange.Agreements;

/// <summary>What applying an agreement came to.</summary>
public abstract record ApplyOutcome
{
    private ApplyOutcome() { }

    /// <summary>Account, grants and projections are in force and the welcome message is kept.</summary>
    /// <param name="Grants">One grant a product.</param>
    /// <param name="Welcome">What became of the message.</param>
    /// <param name="ReplacesLink">Whether the client had not yet used the link of an earlier message, which no longer works.</param>
    public sealed record Applied(IReadOnlyList<Grant> Grants, Welcome.WelcomeDelivery Welcome, bool ReplacesLink) : ApplyOutcome;

    /// <summary>The very same document was applied before.</summary>
    /// <param name="Agreement">The agreement.</param>
    /// <param name="Welcome">The message, when that run had ended before it was kept and it was written now; null when nothing was done.</param>
    public sealed record AlreadyApplied(AgreementId Agreement, Welcome.WelcomeDelivery? Welcome) : ApplyOutcome;

    /// <summary>Nothing was done; each mistake names its field and what to do.</summary>
    public sealed record Rejected(IReadOnlyList<string> Mistakes) : ApplyOutcome;
}
