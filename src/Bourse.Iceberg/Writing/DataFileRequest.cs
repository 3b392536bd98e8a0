using Bourse.Iceberg.Metadata;
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

    /// <summary>The table's sort order of new files; comes before <see cref="OrderBy"/>.</summary>
    public SortOrder SortOrder { get; init; } = SortOrder.Unsorted;

    /// <summary>What the table's settings say to writers.</summary>
    public WriteProperties Properties { get; init; } = WriteProperties.Of(TextDictionary.Empty);

    /// <summary>The columns that rows are sorted by within a file; the others break ties, so equal rows give equal files.</summary>
    public ValueList<int> OrderBy { get; init; } = [];

    /// <summary>
    /// Whether rows go to files as the query gives them, without being staged and sorted: the fastest way to append. Only without partitions and sort order, where
    /// nothing is asked of the order; elsewhere it has no effect.
    /// </summary>
    public bool AsGiven { get; init; }

    /// <summary>Rows in a row group, 2,048 or more, where the settings give no size.</summary>
    public int RowGroupRows { get; init; } = ParquetLayout.RowGroupRowsDefault;

    internal bool Streams => AsGiven && Spec.Fields.Count == 0 && SortOrder.Fields.Count == 0 && OrderBy.Count == 0;

    /// <summary>New files of a table, as its metadata has them.</summary>
    /// <exception cref="ArgumentException">A setting of the table is malformed.</exception>
    public static DataFileRequest Of(TableMetadata metadata, string selectSql)
    {
        ArgumentNullException.ThrowIfNull(metadata);
        return new DataFileRequest
        {
            Schema = metadata.CurrentSchema,
            Spec = metadata.DefaultSpec,
            SortOrder = metadata.DefaultSortOrder(),
            TableLocation = metadata.Location,
            Properties = WriteProperties.Of(metadata.Properties),
            SelectSql = selectSql,
        };
    }
}
