using Bourse.Catalog;

namespace Bourse.Pipelines.Models;

/// <summary>What a run of a model did.</summary>
public abstract record ModelOutcome
{
    private ModelOutcome() { }

    /// <summary>The table the model makes.</summary>
    public required TableIdentifier Table { get; init; }

    /// <summary>How long it took.</summary>
    public required TimeSpan Elapsed { get; init; }

    /// <summary>The table has a new snapshot.</summary>
    public sealed record Written(long RowCount, long SnapshotId) : ModelOutcome;

    /// <summary>Neither the model nor what it reads has changed since it last ran; it did not run.</summary>
    public sealed record UpToDate : ModelOutcome;

    /// <summary>It ran and gave the rows that the table has; the table has no new snapshot.</summary>
    public sealed record SameRows(long RowCount) : ModelOutcome;
}
