using Bourse.Catalog.Commits;
using Bourse.Iceberg.Writing.Deltas;

namespace Bourse.Catalog.Writes;

/// <summary>What became of a write. Closed.</summary>
public abstract record WriteOutcome
{
    private WriteOutcome() { }

    /// <summary>All tables moved, now or in an earlier call with the same key.</summary>
    public sealed record Committed(IReadOnlyList<CommittedTable> Tables) : WriteOutcome;

    /// <summary>Something was committed to <paramref name="Table"/> that the changes do not fit; nothing moved. Make the write anew, under another key.</summary>
    public sealed record Conflict(TableIdentifier Table, CommitConflict Reason) : WriteOutcome;

    /// <summary>Others were first too often; nothing moved. Try again later, with the same key.</summary>
    public sealed record Overtaken(TableIdentifier Table, int Attempts) : WriteOutcome;

    /// <summary>The write breaks a rule of the catalogue, or a table is missing; nothing moved.</summary>
    public sealed record Refused(string Message) : WriteOutcome;
}
