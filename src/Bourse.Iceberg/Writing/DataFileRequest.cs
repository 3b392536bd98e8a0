using Bourse.Iceberg.Partitioning;
using Bourse.Iceberg.Schemas;

namespace Bourse.Iceberg.Writing;

/// <summary>What data files are to be made of.</summary>
public sealed record DataFileRequest
{
    /// <summary>The columns, matched to those of the query by name without regard to case. One that the query lacks is null, unless required.</summary>
    public required Schema Schema { get; init; }

    /// <summary>The partitions: one file for each partition value that occurs.</summary>
    public required PartitionSpec Spec { get; init; }

    /// <summary>The table's location; files go below its <c>data/</c>.</summary>
    public required string TableLocation { get; init; }

    /// <summary>The rows: one SELECT of our own or the provider's, never of a client.</summary>
    public required string SelectSql { get; init; }

    /// <summary>The columns that rows are sorted by within a file; the others break ties, so equal rows give equal files.</summary>
    public ValueList<int> OrderBy { get; init; } = [];

    /// <summary>Rows in a row group, 2,048 or more.</summary>
    public int RowGroupRows { get; init; } = 122_880;
}
