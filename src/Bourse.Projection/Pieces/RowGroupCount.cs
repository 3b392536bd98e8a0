namespace Bourse.Projection.Pieces;

/// <summary>What an exact scan of a row group's rows found.</summary>
/// <param name="RowCount">Its rows.</param>
/// <param name="AllowedRowCount">Rows for which the filter is true; null and false do not count.</param>
internal sealed record RowGroupCount(long RowCount, long AllowedRowCount)
{
    /// <summary>Every row may be seen, and there is one.</summary>
    public bool IsWhole => AllowedRowCount == RowCount && RowCount > 0;
}
