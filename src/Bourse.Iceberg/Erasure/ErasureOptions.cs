namespace Bourse.Iceberg.Erasure;

/// <summary>What an erasure may do beyond the table's present content.</summary>
public sealed record ErasureOptions
{
    /// <summary>
    /// Whether snapshots may be made anew that protected tags, such as published revisions, name. Otherwise the erasure is refused before anything is written.
    /// </summary>
    public bool MovesProtectedRefs { get; init; }

    /// <summary>
    /// Whether files go that no version knows, however young: right when no writer is under way, for its files are among them. Otherwise they go when they are
    /// as old as orphans must be, and the proof tells when one of them holds the subject.
    /// </summary>
    public bool RemovesUnknownFiles { get; init; }
}
