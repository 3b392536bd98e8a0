namespace Bourse.Projection.Chains;

/// <summary>A row of <c>projection_revisions</c>, without its chain.</summary>
internal sealed record RevisionRow
{
    public required long Revision { get; init; }

    public required long SnapshotId { get; init; }

    /// <summary>Name of the metadata file it left; null in chains that are not served any more, of versions that did not keep it.</summary>
    public string? MetadataName { get; init; }

    /// <summary>Why it is not served any more; null while it is.</summary>
    public string? RevokedReason { get; init; }
}
