namespace Bourse.Iceberg.Scanning.Incremental;

/// <summary>The values of <see cref="MetadataColumns.ChangeType"/>, named as other engines' changelogs name them.</summary>
public static class ChangeType
{
    /// <summary>The row came.</summary>
    public const string Insert = "INSERT";

    /// <summary>The row went.</summary>
    public const string Delete = "DELETE";

    /// <summary>The row as it was, of one that was changed.</summary>
    public const string UpdateBefore = "UPDATE_BEFORE";

    /// <summary>The row as it became.</summary>
    public const string UpdateAfter = "UPDATE_AFTER";
}
