using System.Collections.Immutable;
using Bourse.Iceberg.Metadata;

namespace Bourse.Iceberg.Maintenance.Expiry;

/// <summary>The next version of a table without what expires.</summary>
internal static class ExpiredMetadata
{
    /// <summary>Drops snapshots and references. The log of snapshots keeps what follows the last expired one, so that looking up a time never answers wrongly.</summary>
    public static TableMetadata Without(this TableMetadata metadata, RetentionPlan plan, long nowMs)
    {
        var gone = plan.Snapshots.ToHashSet();
        var log = ImmutableList<SnapshotLogEntry>.Empty;
        foreach (var entry in metadata.SnapshotLog)
            log = gone.Contains(entry.SnapshotId) ? [] : log.Add(entry);
        var next = metadata with
        {
            Snapshots = metadata.Snapshots.Where(s => !gone.Contains(s.Id)).ToValueList(),
            SnapshotLog = log.ToValueList(),
            Refs = metadata.Refs.RemoveRange(plan.Refs),
            LastUpdatedMs = Math.Max(metadata.LastUpdatedMs, nowMs),
        };
        TableMetadataRules.Check(next);
        return next;
    }
}
