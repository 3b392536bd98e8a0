namespace Bourse.Exchange.Reading;

/// <summary>Data files that came and went with a revision.</summary>
/// <param name="Added">Files that the revision before has not.</param>
/// <param name="Removed">Files that only the revision before has.</param>
public sealed record RevisionFileChanges(IReadOnlyList<RevisionFile> Added, IReadOnlyList<RevisionFile> Removed);
