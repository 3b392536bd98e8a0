namespace Bourse.Iceberg.Maintenance;

/// <summary>Which snapshots and references stay, where a reference does not say so itself (Iceberg specification, "Snapshot Retention Policy").</summary>
/// <param name="MaxSnapshotAgeMs"><c>history.expire.max-snapshot-age-ms</c>: how long a branch keeps its snapshots; 5 days.</param>
/// <param name="MinSnapshotsToKeep"><c>history.expire.min-snapshots-to-keep</c>: how many a branch keeps whatever their age; 1.</param>
/// <param name="MaxRefAgeMs"><c>history.expire.max-ref-age-ms</c>: how long branches other than <c>main</c>, and tags, are kept; for ever.</param>
public sealed record SnapshotRetention(long MaxSnapshotAgeMs, int MinSnapshotsToKeep, long MaxRefAgeMs)
{
    /// <summary>Five days.</summary>
    public const long MaxSnapshotAgeMsDefault = 5 * 24 * 3_600_000L;
}
