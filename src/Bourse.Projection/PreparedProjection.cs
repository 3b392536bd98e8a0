using Bourse.Projection.Chains;

namespace Bourse.Projection;

/// <summary>
/// A projection whose files are all written and that nobody can see until <see cref="ProjectionBuilder.CommitAsync"/> has been committed. Dropping it loses
/// work, nothing else.
/// </summary>
public sealed class PreparedProjection
{
    internal PreparedProjection(ProjectedTable table, ChainExtension? extension) => (Table, Extension) = (table, extension);

    /// <summary>The table as it will be.</summary>
    public ProjectedTable Table { get; }

    /// <summary>Rows that the agreement sees at this revision.</summary>
    public long RowCount => Table.RowCount;

    /// <summary>Bytes of the data files that the agreement sees at this revision.</summary>
    public long SizeBytes => Table.SizeBytes;

    // None when the revision is served already, so that committing changes nothing.
    internal ChainExtension? Extension { get; }
}
