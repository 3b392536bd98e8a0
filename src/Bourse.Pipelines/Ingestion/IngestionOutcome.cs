using Bourse.Catalog;

namespace Bourse.Pipelines.Ingestion;

/// <summary>What became of a source file.</summary>
public abstract record IngestionOutcome
{
    private IngestionOutcome() { }

    /// <summary>Its rows were appended in one snapshot.</summary>
    public sealed record Ingested(TableIdentifier Table, long RowCount, long SnapshotId) : IngestionOutcome;

    /// <summary>The table has this very file already; nothing was changed.</summary>
    public sealed record AlreadyThere(TableIdentifier Table) : IngestionOutcome;
}
