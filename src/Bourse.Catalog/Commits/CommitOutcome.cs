namespace Bourse.Catalog.Commits;

/// <summary>What became of a commit.</summary>
public abstract record CommitOutcome
{
    private CommitOutcome()
    {
    }

    /// <summary>All tables moved, and what was done alongside is durable.</summary>
    public sealed record Committed(IReadOnlyList<CommittedTable> Tables) : CommitOutcome;

    /// <summary>Somebody else's commit to <paramref name="Table"/> came first; nothing moved. Load it and make the commit anew.</summary>
    public sealed record Conflict(TableIdentifier Table) : CommitOutcome;

    /// <summary>A commit with this idempotency key has been made; these are the versions it gave. Nothing was done now.</summary>
    public sealed record AlreadyCommitted(IReadOnlyList<CommittedTable> Tables) : CommitOutcome;

    /// <summary>The commit breaks a rule and would at any time; nothing moved.</summary>
    public sealed record Refused(string Message) : CommitOutcome;
}
