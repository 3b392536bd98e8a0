namespace Bourse.Iceberg.Maintenance.Compaction;

/// <summary>How compaction lays out rows.</summary>
public enum CompactionStrategy
{
    /// <summary>Small files are put together; rows keep their order.</summary>
    BinPack,

    /// <summary>Rows of a partition are sorted by the table's sort order.</summary>
    Sort,

    /// <summary>Data files stay as they are.</summary>
    Off,
}
