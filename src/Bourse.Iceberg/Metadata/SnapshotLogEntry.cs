namespace Bourse.Iceberg.Metadata;

/// <summary>When a snapshot became current.</summary>
/// <param name="TimestampMs">Milliseconds since the Unix epoch.</param>
/// <param name="SnapshotId">The snapshot.</param>
public sealed record SnapshotLogEntry(long TimestampMs, long SnapshotId);
