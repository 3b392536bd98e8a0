namespace Bourse.Iceberg.Writing.Rows;

/// <summary>What an overwrite by a condition does with files that hold other rows too.</summary>
public enum PartialFiles
{
    /// <summary>Their other rows stay.</summary>
    Rewrite,

    /// <summary>The overwrite is refused: for tables whose partitions are meant to be what conditions select.</summary>
    Refuse,
}
