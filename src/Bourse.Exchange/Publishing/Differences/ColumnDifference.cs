namespace Bourse.Exchange.Publishing.Differences;

/// <summary>A column's statistics in two revisions.</summary>
/// <param name="Column">Its name after.</param>
/// <param name="Before">Before.</param>
/// <param name="After">After.</param>
public sealed record ColumnDifference(string Column, ColumnStatistics Before, ColumnStatistics After);
