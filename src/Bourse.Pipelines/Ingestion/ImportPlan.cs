using Bourse.Catalog;
using Bourse.Iceberg.Schemas;
using Bourse.Pipelines.Tabular;

namespace Bourse.Pipelines.Ingestion;

/// <summary>A file that was looked at, and what its import would make of its table. Nothing of it is done yet.</summary>
public sealed record ImportPlan
{
    /// <summary>The table.</summary>
    public required TableIdentifier Table { get; init; }

    /// <summary>The file.</summary>
    public required TabularFile File { get; init; }

    /// <summary>The columns that the table would have.</summary>
    public required Schema Schema { get; init; }

    /// <summary>The table has this very file already.</summary>
    public required bool IsThere { get; init; }

    /// <summary>The file's SHA-256: what is imported is what was looked at.</summary>
    internal string Digest { get; init; } = "";

    /// <summary>The table as it is; null when there is none.</summary>
    internal CatalogTable? Existing { get; init; }
}
