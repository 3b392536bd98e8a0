using Bourse.Catalog;

namespace Bourse.Pipelines.Models;

/// <summary>One SQL transformation: a SELECT that makes one table.</summary>
public sealed record Model
{
    /// <summary>The table it makes, in <c>silver</c> or <c>gold</c>.</summary>
    public required TableIdentifier Table { get; init; }

    /// <summary>What the table holds.</summary>
    public required string Description { get; init; }

    /// <summary>The columns that are unique together; empty when nothing is.</summary>
    public required IReadOnlyList<string> Key { get; init; }

    /// <summary>How its files are partitioned; empty for not at all.</summary>
    public required IReadOnlyList<ModelPartition> Partitions { get; init; }

    /// <summary>The columns rows are sorted by within a file.</summary>
    public required IReadOnlyList<string> Order { get; init; }

    /// <summary>The SELECT.</summary>
    public required string Sql { get; init; }

    /// <summary>The file it was read from, for messages.</summary>
    public required string File { get; init; }
}
