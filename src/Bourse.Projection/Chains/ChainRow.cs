namespace Bourse.Projection.Chains;

/// <summary>A row of <c>projection_chains</c>.</summary>
internal sealed record ChainRow
{
    public required string Uuid { get; init; }

    public required string Agreement { get; init; }

    public required string Product { get; init; }

    public required string TableName { get; init; }

    public required long Generation { get; init; }

    public required string RuleDigest { get; init; }

    public required string MetadataName { get; init; }

    public required string MetadataJson { get; init; }

    public required long CurrentSnapshotId { get; init; }

    public required long RowCount { get; init; }

    public required long SizeBytes { get; init; }
}
