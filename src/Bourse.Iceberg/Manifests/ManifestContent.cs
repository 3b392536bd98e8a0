namespace Bourse.Iceberg.Manifests;

/// <summary>What a manifest lists; the values are those of the format.</summary>
public enum ManifestContent
{
    /// <summary>Data files.</summary>
    Data = 0,

    /// <summary>Delete files.</summary>
    Deletes = 1,
}
