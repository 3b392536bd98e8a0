namespace Bourse.Projection.Pieces;

/// <summary>What an exact scan of a file's rows found. The input of every way to make a projected file.</summary>
/// <param name="RowCount">Rows of the file.</param>
/// <param name="AllowedRowCount">Rows for which the filter is true; null and false do not count.</param>
internal sealed record FileClassification(long RowCount, long AllowedRowCount)
{
    /// <summary>No row may be seen.</summary>
    public bool IsNone => AllowedRowCount == 0;

    /// <summary>Every row may be seen.</summary>
    public bool IsWhole => AllowedRowCount == RowCount && RowCount > 0;
}
