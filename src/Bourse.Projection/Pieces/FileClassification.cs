using Bourse.Iceberg;

namespace Bourse.Projection.Pieces;

/// <summary>What an exact scan of a file's rows found. The input of every way to make a projected file.</summary>
/// <param name="Groups">Its row groups in order.</param>
internal sealed record FileClassification(ValueList<RowGroupCount> Groups)
{
    /// <summary>Rows of the file.</summary>
    public long RowCount { get; } = Groups.Sum(g => g.RowCount);

    /// <summary>Rows for which the filter is true.</summary>
    public long AllowedRowCount { get; } = Groups.Sum(g => g.AllowedRowCount);

    /// <summary>No row may be seen.</summary>
    public bool IsNone => AllowedRowCount == 0;

    /// <summary>Every row may be seen.</summary>
    public bool IsWhole => AllowedRowCount == RowCount && RowCount > 0;
}
