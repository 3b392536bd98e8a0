namespace Bourse.Iceberg.Manifests;

/// <summary>What a file holds; the values are those of the format.</summary>
public enum FileContent
{
    /// <summary>Rows.</summary>
    Data = 0,

    /// <summary>Deleted rows by file and position.</summary>
    PositionDeletes = 1,

    /// <summary>Deleted rows by values.</summary>
    EqualityDeletes = 2,
}
