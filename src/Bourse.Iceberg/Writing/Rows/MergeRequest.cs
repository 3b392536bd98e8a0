using Bourse.Iceberg.Expressions;

namespace Bourse.Iceberg.Writing.Rows;

/// <summary>A merge: rows of a source are matched with rows of a table by key columns.</summary>
public sealed record MergeRequest
{
    /// <summary>
    /// The source: one SELECT whose columns are the table's by name; optional ones that it lacks are null. No key has a null, no two rows have one key.
    /// </summary>
    public required string SourceSql { get; init; }

    /// <summary>The names of the key columns; at least one. A row of the table with a null key matches nothing.</summary>
    public required ValueList<string> Keys { get; init; }

    /// <summary>The rows of the table that take part.</summary>
    public Expression Scope { get; init; } = Expression.True;

    /// <summary>Rows that both have: write the source's (a row that is equal already stays where it is), delete, or keep.</summary>
    public MergeAction Matched { get; init; } = MergeAction.Write;

    /// <summary>Rows that only the source has: write or keep.</summary>
    public MergeAction NotMatched { get; init; } = MergeAction.Write;

    /// <summary>Rows that only the table has: keep or delete.</summary>
    public MergeAction NotMatchedBySource { get; init; } = MergeAction.Keep;

    /// <summary>How rows go; null for what the table's settings say.</summary>
    public RowLevelMode? Mode { get; init; }

    /// <summary>The columns that rows of new files are sorted by, after the table's sort order.</summary>
    public ValueList<int> OrderBy { get; init; } = [];
}
