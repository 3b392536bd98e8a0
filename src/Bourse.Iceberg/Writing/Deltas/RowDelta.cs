using Bourse.Iceberg.Expressions;
using Bourse.Iceberg.Manifests;

namespace Bourse.Iceberg.Writing.Deltas;

/// <summary>
/// What one operation on rows does to a table's files, and what must still hold when it is committed. Deletes, updates, merges, overwrites and rewrites are all
/// made of it.
/// </summary>
public sealed record RowDelta
{
    /// <summary>Data files that come, of rows that are new to the snapshot.</summary>
    public ValueList<DataFile> Added { get; init; } = [];

    /// <summary>Position-delete files that come; they hold for the data files that were there before this operation.</summary>
    public ValueList<DataFile> AddedDeletes { get; init; } = [];

    /// <summary>Data and delete files that go. Delete files that refer to one of them alone go with it.</summary>
    public ValueList<DataFile> Removed { get; init; } = [];

    /// <summary>The data files that <see cref="AddedDeletes"/> refer to: they must still be there.</summary>
    public ValueList<string> Referenced { get; init; } = [];

    /// <summary>The data files whose rows were copied elsewhere: no row of them may have been deleted since they were read.</summary>
    public ValueList<string> Copied { get; init; } = [];

    /// <summary>The snapshot that was read; null when nothing was, or the branch was empty.</summary>
    public long? ReadSnapshotId { get; init; }

    /// <summary>No row for which this may be true may have been added since the read; null when added rows do not matter.</summary>
    public Expression? NoneAddedWhere { get; init; }

    /// <summary>Whether the same rows are there before and after, so that readers of changes skip it.</summary>
    public bool KeepsRows { get; init; }
}
