namespace Bourse.Exchange.Publishing.Differences;

/// <summary>What a column holds.</summary>
/// <param name="Nulls">Rows in which it is null.</param>
/// <param name="Distinct">Different values.</param>
/// <param name="Minimum">The smallest value as text; null where all are null.</param>
/// <param name="Maximum">The greatest value as text; null where all are null.</param>
public sealed record ColumnStatistics(long Nulls, long Distinct, string? Minimum, string? Maximum);
