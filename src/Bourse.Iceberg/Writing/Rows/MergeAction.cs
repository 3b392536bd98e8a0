namespace Bourse.Iceberg.Writing.Rows;

/// <summary>What a merge does with the rows of one of its three cases.</summary>
public enum MergeAction
{
    /// <summary>Nothing: rows of the table stay, rows of the source are left out.</summary>
    Keep,

    /// <summary>The source's row takes the place of the table's, or comes when there is none.</summary>
    Write,

    /// <summary>The table's row goes.</summary>
    Delete,
}
