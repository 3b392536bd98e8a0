namespace Bourse.Projection.Changes;

/// <summary>What is kept of the changes of a revision.</summary>
/// <param name="Object">The file; null when no row changed.</param>
public sealed record ChangeFile(ProjectedObject? Object);
