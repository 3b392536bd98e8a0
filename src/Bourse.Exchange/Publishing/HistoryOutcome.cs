namespace Bourse.Exchange.Publishing;

/// <summary>What a rollback or a revocation came to.</summary>
public abstract record HistoryOutcome
{
    private HistoryOutcome() { }

    /// <summary>The old content is served as a new revision.</summary>
    public sealed record RolledBack(Revision Served) : HistoryOutcome;

    /// <summary>The revision is not served any more.</summary>
    /// <param name="Revision">Its number.</param>
    /// <param name="Served">The new revision that is served in its place; null when it was not the newest.</param>
    /// <param name="Alike">Revisions with the very same content, which are still served.</param>
    public sealed record Revoked(int Revision, Revision? Served, IReadOnlyList<int> Alike) : HistoryOutcome;

    /// <summary>It is so already; nothing was done.</summary>
    public sealed record Unchanged(string Why) : HistoryOutcome;

    /// <summary>It cannot be done; nothing was.</summary>
    public sealed record Rejected(IReadOnlyList<string> Mistakes) : HistoryOutcome;
}
