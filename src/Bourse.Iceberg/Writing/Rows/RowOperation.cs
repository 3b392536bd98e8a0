namespace Bourse.Iceberg.Writing.Rows;

/// <summary>Which operation changes rows; settings are by operation.</summary>
public enum RowOperation
{
    /// <summary>Rows go. Overwriting by a condition is one too.</summary>
    Delete,

    /// <summary>Rows change.</summary>
    Update,

    /// <summary>Rows change, go or come, by keys.</summary>
    Merge,
}
