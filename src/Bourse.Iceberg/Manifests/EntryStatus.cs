namespace Bourse.Iceberg.Manifests;

/// <summary>What a manifest's snapshot did with a file; the values are those of the format.</summary>
public enum EntryStatus
{
    /// <summary>Kept from before.</summary>
    Existing = 0,

    /// <summary>Added.</summary>
    Added = 1,

    /// <summary>Removed.</summary>
    Deleted = 2,
}
