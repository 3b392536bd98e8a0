namespace Bourse.Iceberg.Maintenance.Compaction;

/// <summary>How data files are to be compacted.</summary>
public sealed record CompactionOptions
{
    /// <summary><c>bourse.maintenance.compaction</c>: how rows are laid out.</summary>
    public CompactionStrategy Strategy { get; init; } = CompactionStrategy.BinPack;

    /// <summary><c>write.target-file-size-bytes</c>: how large files are to be; 512 MiB. Between three quarters and nine fifths of it a file is left alone.</summary>
    public long TargetFileSizeBytes { get; init; } = 512L << 20;

    /// <summary><c>bourse.maintenance.compaction.min-input-files</c>: small files of one partition that are worth rewriting though they fill no file; 5.</summary>
    public int InputFilesMin { get; init; } = 5;

    /// <summary><c>bourse.maintenance.compaction.delete-file-threshold</c>: delete files that apply to a file for it to be rewritten whatever its size; 1.</summary>
    public int DeleteFilesMin { get; init; } = 1;

    /// <summary><c>bourse.maintenance.compaction.max-group-bytes</c>: what is rewritten in one commit; 2 GiB.</summary>
    public long GroupBytesMax { get; init; } = 2L << 30;

    internal static CompactionOptions Read(PolicyProperties properties) => new()
    {
        Strategy = properties.Choice("bourse.maintenance.compaction", "bin-pack", "bin-pack", "sort", "off") switch
        {
            "sort" => CompactionStrategy.Sort,
            "off" => CompactionStrategy.Off,
            _ => CompactionStrategy.BinPack,
        },
        TargetFileSizeBytes = properties.Whole("write.target-file-size-bytes", 512L << 20),
        InputFilesMin = (int)properties.Whole("bourse.maintenance.compaction.min-input-files", 5, 2, int.MaxValue),
        DeleteFilesMin = (int)properties.Whole("bourse.maintenance.compaction.delete-file-threshold", 1, 1, int.MaxValue),
        GroupBytesMax = properties.Whole("bourse.maintenance.compaction.max-group-bytes", 2L << 30),
    };
}
