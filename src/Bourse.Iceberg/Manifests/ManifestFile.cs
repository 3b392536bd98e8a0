namespace Bourse.Iceberg.Manifests;

/// <summary>A manifest as a manifest list names it (Iceberg specification, "Manifest Lists", <c>manifest_file</c>).</summary>
public sealed record ManifestFile
{
    /// <summary>Where it is.</summary>
    public required string Path { get; init; }

    /// <summary>Size in bytes.</summary>
    public required long LengthBytes { get; init; }

    /// <summary>The partition spec of its files.</summary>
    public required int SpecId { get; init; }

    /// <summary>What it lists.</summary>
    public ManifestContent Content { get; init; } = ManifestContent.Data;

    /// <summary>The sequence number of the commit that added it; null for one that is being added.</summary>
    public long? SequenceNumber { get; init; }

    /// <summary>The lowest data sequence number of its live files; null for one whose files are all being added.</summary>
    public long? MinSequenceNumber { get; init; }

    /// <summary>The snapshot that added it.</summary>
    public required long AddedSnapshotId { get; init; }

    /// <summary>Whether the numbers of files and rows are known; version 1 may leave them out, and then they are 0 here.</summary>
    public bool CountsKnown { get; init; } = true;

    /// <summary>Files with status added.</summary>
    public required int AddedFiles { get; init; }

    /// <summary>Files with status existing.</summary>
    public required int ExistingFiles { get; init; }

    /// <summary>Files with status deleted.</summary>
    public required int DeletedFiles { get; init; }

    /// <summary>Rows of added files.</summary>
    public required long AddedRows { get; init; }

    /// <summary>Rows of existing files.</summary>
    public required long ExistingRows { get; init; }

    /// <summary>Rows of deleted files.</summary>
    public required long DeletedRows { get; init; }

    /// <summary>One summary for each partition field; null when unknown.</summary>
    public ValueList<PartitionSummary>? Partitions { get; init; }

    /// <summary>Key to an encrypted manifest, for readers that know it.</summary>
    public ValueList<byte>? KeyMetadata { get; init; }

    /// <summary>The row id of the first row of its first file without one; null before version 3.</summary>
    public long? FirstRowId { get; init; }

    /// <summary>Whether it may list a live file.</summary>
    public bool HasLiveFiles => !CountsKnown || AddedFiles > 0 || ExistingFiles > 0;
}
