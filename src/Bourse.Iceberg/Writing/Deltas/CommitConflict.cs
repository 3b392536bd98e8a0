namespace Bourse.Iceberg.Writing.Deltas;

/// <summary>Why a change that was made from one version of a table does not fit a newer one. Closed. Making it anew from the newer version is what helps.</summary>
public abstract record CommitConflict
{
    private CommitConflict() { }

    /// <summary>What happened, for people.</summary>
    public abstract string Description { get; }

    /// <summary>A file was added since that may hold rows the operation would have had to see.</summary>
    public sealed record RowsAdded(string File) : CommitConflict
    {
        /// <inheritdoc />
        public override string Description => $"The data file '{File}' was added since, and may hold rows that this operation would have changed.";
    }

    /// <summary>A file that the operation removes or deletes rows of is gone.</summary>
    public sealed record FileRemoved(string File) : CommitConflict
    {
        /// <inheritdoc />
        public override string Description => $"The file '{File}', which this operation changes, was removed since.";
    }

    /// <summary>Rows were deleted since of a file whose rows the operation copied.</summary>
    public sealed record RowsDeleted(string File, string DeleteFile) : CommitConflict
    {
        /// <inheritdoc />
        public override string Description => $"Rows of '{File}', which this operation copied, were deleted since by '{DeleteFile}'.";
    }

    /// <summary>Rows were deleted since in a partition that the operation replaces.</summary>
    public sealed record PartitionDeleted(string DeleteFile) : CommitConflict
    {
        /// <inheritdoc />
        public override string Description => $"Rows of a partition that this operation replaces were deleted since by '{DeleteFile}'.";
    }

    /// <summary>The snapshot that was read is no longer in the branch's history: it was rolled back or has expired.</summary>
    public sealed record HistoryLost(long SnapshotId, string Branch) : CommitConflict
    {
        /// <inheritdoc />
        public override string Description =>
            FormattableString.Invariant($"Snapshot {SnapshotId}, which this operation read, is no longer in the history of the branch '{Branch}'.");
    }
}
