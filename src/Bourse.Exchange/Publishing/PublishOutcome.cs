namespace Bourse.Exchange.Publishing;

/// <summary>What publishing came to.</summary>
public abstract record PublishOutcome
{
    private PublishOutcome() { }

    /// <summary>The revision is out: every entitled client sees it and has been sent an event.</summary>
    public sealed record Published(Revision Revision) : PublishOutcome;

    /// <summary>The tables are those of the newest revision already; nothing was done.</summary>
    public sealed record Unchanged(Revision Revision) : PublishOutcome;

    /// <summary>A quality rule that may stop a revision did not hold; nothing was published.</summary>
    public sealed record Stopped(QualityReport Report) : PublishOutcome;

    /// <summary>The tables are not what the contract says, an agreement's rules do not fit them, or the request is not well-formed; nothing was published.</summary>
    public sealed record Rejected(IReadOnlyList<string> Mistakes) : PublishOutcome;
}
