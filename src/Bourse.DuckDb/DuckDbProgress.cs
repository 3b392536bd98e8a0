namespace Bourse.DuckDb;

/// <summary>How far a running query is, as the engine estimates it.</summary>
/// <param name="Fraction">0 to 1; null when nothing runs or nothing is known.</param>
/// <param name="RowsProcessed">Source rows read so far.</param>
/// <param name="RowsTotal">Source rows the engine expects to read; 0 when unknown.</param>
public readonly record struct DuckDbProgress(double? Fraction, ulong RowsProcessed, ulong RowsTotal);
