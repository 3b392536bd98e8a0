namespace Bourse.Iceberg.Scanning.Incremental;

/// <summary>What a scan of appended rows does about snapshots that removed rows (operations <c>overwrite</c> and <c>delete</c>).</summary>
public enum RemovingSnapshots
{
    /// <summary>Refuses them: who follows appends alone would keep rows that are gone.</summary>
    Refuse,

    /// <summary>Passes over them, rows that they added included.</summary>
    Skip,
}
