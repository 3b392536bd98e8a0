using Bourse.Iceberg.Partitioning;

namespace Bourse.Iceberg.Metadata;

/// <summary>One key of a sort order.</summary>
/// <param name="SourceId">The column.</param>
/// <param name="Transform">What is sorted by, of the column.</param>
/// <param name="Descending">Whether high values come first.</param>
/// <param name="NullsFirst">Whether nulls come first.</param>
public sealed record SortField(int SourceId, Transform Transform, bool Descending, bool NullsFirst);
