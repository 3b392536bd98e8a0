using Bourse.Iceberg.Metadata;

namespace Bourse.Iceberg.Maintenance.Expiry;

/// <summary>What a version of a table loses by age.</summary>
/// <param name="Snapshots">The snapshots that expire.</param>
/// <param name="Refs">The branches and tags that expire.</param>
public sealed record RetentionPlan(ValueList<long> Snapshots, ValueList<string> Refs)
{
    /// <summary>Whether nothing expires.</summary>
    public bool IsEmpty => Snapshots.Count == 0 && Refs.Count == 0;

    /// <summary>
    /// Follows the specification's steps ("Snapshot Retention Policy"):
    /// 1. references other than <c>main</c> whose snapshot is too old are dropped, protected ones never;
    /// 2. what a reference names stays;
    /// 3. a branch keeps its ancestors while they are young enough or among its first so many;
    /// 4. the rest expires. More careful than the specification, a snapshot that no reference leads to stays until it is as old: it may be about to be named.
    /// </summary>
    public static RetentionPlan Of(TableMetadata metadata, SnapshotRetention policy, Func<string, bool> keepsRef, long nowMs)
    {
        ArgumentNullException.ThrowIfNull(metadata);
        ArgumentNullException.ThrowIfNull(policy);
        ArgumentNullException.ThrowIfNull(keepsRef);
        var snapshots = metadata.Snapshots.ToDictionary(s => s.Id);
        var refs = metadata.Refs
            .Where(r => r.Key != SnapshotRef.Main && !keepsRef(r.Key))
            .Where(r => IsOlder(snapshots[r.Value.SnapshotId], r.Value.MaxRefAgeMs ?? policy.MaxRefAgeMs, nowMs))
            .Select(r => r.Key)
            .ToValueList();
        var reached = new HashSet<long>();
        var kept = new HashSet<long>();
        foreach (var (_, reference) in metadata.Refs.Where(r => !refs.Contains(r.Key)))
        {
            kept.Add(reference.SnapshotId);
            if (reference.Kind == SnapshotRefKind.Branch)
                kept.UnionWith(KeptOf(reference, snapshots, policy, nowMs));
            reached.UnionWith(Ancestors(reference.SnapshotId, snapshots).Select(s => s.Id));
        }
        kept.UnionWith(metadata.Snapshots.Where(s => !reached.Contains(s.Id) && !IsOlder(s, policy.MaxSnapshotAgeMs, nowMs)).Select(s => s.Id));
        return new RetentionPlan(metadata.Snapshots.Where(s => !kept.Contains(s.Id)).Select(s => s.Id).ToValueList(), refs);
    }

    private static IEnumerable<long> KeptOf(SnapshotRef branch, Dictionary<long, Snapshot> snapshots, SnapshotRetention policy, long nowMs)
    {
        var min = branch.MinSnapshotsToKeep ?? policy.MinSnapshotsToKeep;
        var age = branch.MaxSnapshotAgeMs ?? policy.MaxSnapshotAgeMs;
        return Ancestors(branch.SnapshotId, snapshots).TakeWhile((snapshot, index) => index < min || !IsOlder(snapshot, age, nowMs)).Select(s => s.Id);
    }

    // A chain that others wrote may name itself.
    private static IEnumerable<Snapshot> Ancestors(long id, Dictionary<long, Snapshot> snapshots)
    {
        var seen = new HashSet<long>();
        for (long? at = id; at is { } next && seen.Add(next) && snapshots.TryGetValue(next, out var snapshot); at = snapshot.ParentId)
            yield return snapshot;
    }

    private static bool IsOlder(Snapshot snapshot, long ageMs, long nowMs) => nowMs - snapshot.TimestampMs > ageMs;
}
