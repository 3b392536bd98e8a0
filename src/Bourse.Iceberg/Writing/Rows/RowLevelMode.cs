namespace Bourse.Iceberg.Writing.Rows;

/// <summary>How rows leave a data file that keeps others.</summary>
public enum RowLevelMode
{
    /// <summary>The rows that stay are written to a new file: dear once, free for readers.</summary>
    CopyOnWrite,

    /// <summary>A position-delete file names the rows that go: cheap now, paid by every reader until the table is compacted.</summary>
    MergeOnRead,
}
