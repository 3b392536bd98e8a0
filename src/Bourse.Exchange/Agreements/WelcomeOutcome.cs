using Bourse.Exchange.Agreements.Welcome;

namespace Bourse.Exchange.Agreements;

/// <summary>What writing a welcome message again came to.</summary>
public abstract record WelcomeOutcome
{
    private WelcomeOutcome() { }

    /// <summary>It is kept, with a new activation link.</summary>
    /// <param name="Delivery">What became of it.</param>
    public sealed record Written(WelcomeDelivery Delivery) : WelcomeOutcome;

    /// <summary>Nothing was written: the agreement is terminated, or its term has ended.</summary>
    public sealed record Ended : WelcomeOutcome;

    /// <summary>Nothing was written; each mistake says what to do.</summary>
    public sealed record Rejected(IReadOnlyList<string> Mistakes) : WelcomeOutcome;

    /// <summary>No such agreement was applied.</summary>
    public sealed record Unknown : WelcomeOutcome;
}
