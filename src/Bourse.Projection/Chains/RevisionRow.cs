namespace Bourse.Projection.Chains;

/// <summary>A row of <c>projection_revisions</c>, without its chain.</summary>
internal sealed record RevisionRow
{
    public required long Revision { get; init; }

    public required long SnapshotId { get; init; }
}
