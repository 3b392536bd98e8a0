namespace Bourse.Iceberg.Scanning.Incremental;

/// <summary>What one snapshot did.</summary>
/// <param name="SnapshotId">The snapshot.</param>
/// <param name="Sources">The rows that went and came, carried-over ones among both.</param>
internal sealed record ChangeStep(long SnapshotId, IReadOnlyList<RowSource> Sources);
