namespace Bourse.Iceberg.Metadata;

/// <summary>Branches and tags (Iceberg specification, "Snapshot References"). Which ones may go or move is the catalogue's rule.</summary>
public static class TableMetadataRefs
{
    /// <summary>Makes a branch or tag.</summary>
    /// <exception cref="ArgumentException">The name is taken, the snapshot does not exist, or a limit does not fit.</exception>
    public static TableMetadata WithNewRef(this TableMetadata metadata, string name, SnapshotRef reference, long nowMs)
    {
        ArgumentNullException.ThrowIfNull(metadata);
        return name == SnapshotRef.Main || metadata.Refs.ContainsKey(name)
            ? throw new ArgumentException($"The name '{name}' is taken; replace the reference instead.", nameof(name))
            : metadata.WithRef(name, reference, nowMs);
    }

    /// <summary>Names another snapshot, or sets other limits. A branch stays a branch and a tag a tag.</summary>
    /// <exception cref="ArgumentException">There is no such reference of that kind, the snapshot does not exist, or a limit does not fit.</exception>
    public static TableMetadata WithReplacedRef(this TableMetadata metadata, string name, SnapshotRef reference, long nowMs)
    {
        ArgumentNullException.ThrowIfNull(metadata);
        ArgumentNullException.ThrowIfNull(reference);
        return metadata.Refs.GetValueOrDefault(name)?.Kind == reference.Kind
            ? metadata.WithRef(name, reference, nowMs)
            : throw new ArgumentException($"There is no {Word(reference.Kind)} '{name}' to be replaced.", nameof(name));
    }

    /// <summary>Moves a branch on to a snapshot that descends from the one it names.</summary>
    /// <exception cref="ArgumentException">There is no such branch or snapshot, or the snapshot does not descend from it; the branch would lose commits.</exception>
    public static TableMetadata WithFastForward(this TableMetadata metadata, string branch, long snapshotId, long nowMs)
    {
        ArgumentNullException.ThrowIfNull(metadata);
        if (metadata.Refs.GetValueOrDefault(branch) is not { Kind: SnapshotRefKind.Branch } reference)
            throw new ArgumentException($"There is no branch '{branch}'.", nameof(branch));
        return metadata.AncestorsOf(snapshotId).Any(s => s.Id == reference.SnapshotId)
            ? metadata.WithRef(branch, reference with { SnapshotId = snapshotId }, nowMs)
            : throw new ArgumentException(
                $"The branch '{branch}' cannot be moved on to snapshot {snapshotId}, which does not descend from its snapshot {reference.SnapshotId}.",
                nameof(snapshotId));
    }

    /// <summary>A snapshot and those it was made from, newest first, as far as the table still has them.</summary>
    public static IEnumerable<Snapshot> AncestorsOf(this TableMetadata metadata, long? snapshotId)
    {
        ArgumentNullException.ThrowIfNull(metadata);
        var seen = new HashSet<long>();
        for (var at = snapshotId is { } id ? metadata.FindSnapshot(id) : null; at is not null && seen.Add(at.Id); at = at.ParentId is { } p ? metadata.FindSnapshot(p)
            : null)
            yield return at;
    }

    internal static string Word(SnapshotRefKind kind) => kind == SnapshotRefKind.Branch ? "branch" : "tag";

    /// <summary>Makes a reference, or puts another in its place.</summary>
    internal static TableMetadata WithRef(this TableMetadata metadata, string name, SnapshotRef reference, long nowMs)
    {
        ArgumentException.ThrowIfNullOrEmpty(name);
        if (metadata.FindSnapshot(reference.SnapshotId) is null)
            throw new ArgumentException($"The table has no snapshot {reference.SnapshotId}.", nameof(reference));
        if (reference.Kind == SnapshotRefKind.Tag && (reference.MinSnapshotsToKeep ?? reference.MaxSnapshotAgeMs) is not null)
            throw new ArgumentException($"The tag '{name}' names one snapshot: only branches limit how many are kept and how long.", nameof(reference));
        if (reference.MaxRefAgeMs is <= 0 || reference.MinSnapshotsToKeep is <= 0 || reference.MaxSnapshotAgeMs is <= 0)
            throw new ArgumentException($"The limits of '{name}' must be above 0.", nameof(reference));
        if (name == SnapshotRef.Main && reference.MaxRefAgeMs is not null)
            throw new ArgumentException("The branch 'main' does not expire.", nameof(reference));

        var updated = Math.Max(metadata.LastUpdatedMs, nowMs);
        var next = metadata with { Refs = metadata.Refs.SetItem(name, reference), LastUpdatedMs = updated };
        if (name == SnapshotRef.Main && metadata.CurrentSnapshotId != reference.SnapshotId)
            next = next with { CurrentSnapshotId = reference.SnapshotId, SnapshotLog = metadata.SnapshotLog.Add(new SnapshotLogEntry(updated, reference.SnapshotId)) };
        TableMetadataRules.Check(next);
        return next;
    }
}
