namespace Bourse.Iceberg.Maintenance.Reach;

/// <summary>What a file of a table is, in the order in which files are removed: whatever names another goes after it, so that a removal that stops can go on.</summary>
internal enum ReachedKind
{
    /// <summary>Rows, deletes or statistics.</summary>
    Content,

    /// <summary>A manifest.</summary>
    Manifest,

    /// <summary>A manifest list.</summary>
    ManifestList,

    /// <summary>A version of the table's metadata.</summary>
    Metadata,
}
