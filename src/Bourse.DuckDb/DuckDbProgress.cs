namespace Bourse.DuckDb;

/// <summary>How far the running query is, or where the last one stopped, as the engine estimates it.</summary>
/// <param name="Fraction">0 to 1; null when nothing has run or the engine cannot tell, as for a table function.</param>
/// <param name="RowsProcessed">Source rows read so far.</param>
/// <param name="RowsTotal">Source rows the engine expects to read; 0 when unknown.</param>
public readonly record struct DuckDbProgress(double? Fraction, ulong RowsProcessed, ulong RowsTotal);
