using Bourse.Iceberg.Metadata;

namespace Bourse.Iceberg.Scanning.Incremental;

/// <summary>The snapshots by which one became another, along their parents.</summary>
public sealed record SnapshotRange
{
    private SnapshotRange(Snapshot? from, ValueList<Snapshot> steps) => (From, Steps) = (from, steps);

    /// <summary>The snapshot before the first step; null for the empty table.</summary>
    public Snapshot? From { get; }

    /// <summary>The snapshots after it, oldest first; none when both ends are one.</summary>
    public ValueList<Snapshot> Steps { get; }

    /// <summary>The way from one snapshot, exclusive, to another, inclusive.</summary>
    /// <param name="metadata">The table.</param>
    /// <param name="from">Where it begins; null for before the table's first snapshot.</param>
    /// <param name="to">Where it ends.</param>
    /// <exception cref="ArgumentException"><paramref name="from"/> is no ancestor of <paramref name="to"/>, or a snapshot between them has expired.</exception>
    public static SnapshotRange Between(TableMetadata metadata, Snapshot? from, Snapshot to)
    {
        ArgumentNullException.ThrowIfNull(metadata);
        ArgumentNullException.ThrowIfNull(to);
        var history = metadata.AncestorsOf(to.Id).ToArray();
        var steps = history.TakeWhile(s => s.Id != from?.Id).ToArray();
        var oldest = history.Length == 0 ? to : history[^1];
        if (steps.Length == history.Length && (from is not null || oldest.ParentId is not null))
            throw new ArgumentException(Explain(from, to, oldest), nameof(from));
        return new SnapshotRange(from, steps.Reverse().ToValueList());
    }

    private static string Explain(Snapshot? from, Snapshot to, Snapshot oldest) => FormattableString.Invariant((from, oldest.ParentId) switch
    {
        (null, _) => $"The snapshots before {oldest.Id} have expired; begin from it or from one after it.",
        (_, null) => $"Snapshot {from.Id} is not an ancestor of snapshot {to.Id}.",
        _ => $"Snapshot {from.Id} is not among the ancestors of snapshot {to.Id} that are left; those before {oldest.Id} have expired.",
    });
}
