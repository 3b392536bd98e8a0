namespace Bourse.Iceberg.Metadata;

/// <summary>A name for a snapshot.</summary>
/// <param name="SnapshotId">The snapshot.</param>
/// <param name="Kind">Whether it moves.</param>
/// <param name="MaxRefAgeMs">How long the reference itself is kept; null for the table's default.</param>
/// <param name="MinSnapshotsToKeep">Branch only: snapshots kept whatever their age.</param>
/// <param name="MaxSnapshotAgeMs">Branch only: how long snapshots are kept.</param>
public sealed record SnapshotRef(
    long SnapshotId, SnapshotRefKind Kind, long? MaxRefAgeMs = null, int? MinSnapshotsToKeep = null, long? MaxSnapshotAgeMs = null)
{
    /// <summary>The branch every table with a current snapshot has.</summary>
    public const string Main = "main";
}
