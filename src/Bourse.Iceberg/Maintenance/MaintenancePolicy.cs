using Bourse.Iceberg.Maintenance.Compaction;
using Bourse.Iceberg.Metadata;
using Bourse.Iceberg.Writing;

namespace Bourse.Iceberg.Maintenance;

/// <summary>
/// What a table asks of maintenance, in its properties: those of Iceberg's own names where they exist, <c>bourse.maintenance.*</c> for the rest
/// (docs/table-maintenance.md lists them).
/// </summary>
public sealed record MaintenancePolicy
{
    /// <summary>A file no version knows is never removed younger than this, whatever the table asks: a commit may be under way that will know it.</summary>
    public static readonly TimeSpan OrphanAgeMin = TimeSpan.FromHours(24);

    /// <summary>A file a version knew stays at least this long after that version was superseded, whatever the table asks.</summary>
    public static readonly TimeSpan ReaderGraceMin = TimeSpan.FromMinutes(5);

    /// <summary><c>gc.enabled</c>: whether files may be removed at all; some tables share theirs with others.</summary>
    public required bool RemovesFiles { get; init; }

    /// <summary>Which snapshots stay.</summary>
    public required SnapshotRetention Retention { get; init; }

    /// <summary><c>bourse.maintenance.reader-grace-ms</c>: how long whoever reads a version may go on after it was superseded; 24 hours.</summary>
    public required TimeSpan ReaderGrace { get; init; }

    /// <summary><c>bourse.maintenance.orphan-age-ms</c>: how old a file that no version knows must be to be removed; 3 days.</summary>
    public required TimeSpan OrphanAge { get; init; }

    /// <summary><c>commit.manifest.target-size-bytes</c>: how large manifests are to be; 8 MiB.</summary>
    public required long ManifestTargetSizeBytes { get; init; }

    /// <summary>How data files are compacted.</summary>
    public required CompactionOptions Compaction { get; init; }

    /// <summary><c>write.parquet.compression-codec</c> and <c>write.parquet.row-group-size-bytes</c>: how the files it writes are laid out.</summary>
    public required ParquetLayout Layout { get; init; }

    /// <summary><c>write.delete.target-file-size-bytes</c>: how large delete files are to be; 64 MiB.</summary>
    public required long DeleteTargetFileSizeBytes { get; init; }

    /// <summary>Reads what a table asks.</summary>
    /// <exception cref="MaintenanceException">Properties are malformed; the text names every one.</exception>
    public static MaintenancePolicy Of(TextDictionary properties)
    {
        ArgumentNullException.ThrowIfNull(properties);
        var read = new PolicyProperties(properties);
        var policy = new MaintenancePolicy
        {
            RemovesFiles = read.Flag("gc.enabled", true),
            Retention = new SnapshotRetention(
                read.Whole("history.expire.max-snapshot-age-ms", SnapshotRetention.MaxSnapshotAgeMsDefault),
                (int)read.Whole("history.expire.min-snapshots-to-keep", 1, 1, int.MaxValue),
                read.Whole("history.expire.max-ref-age-ms", long.MaxValue)),
            ReaderGrace = read.Duration("bourse.maintenance.reader-grace-ms", TimeSpan.FromHours(24), ReaderGraceMin),
            OrphanAge = read.Duration("bourse.maintenance.orphan-age-ms", TimeSpan.FromDays(3), OrphanAgeMin),
            ManifestTargetSizeBytes = read.Whole("commit.manifest.target-size-bytes", 8L << 20),
            Compaction = CompactionOptions.Read(read),
            Layout = new ParquetLayout
            {
                Codec = read.Choice(ParquetLayout.CodecProperty, ParquetLayout.CodecDefault, [.. ParquetLayout.Codecs]),
                RowGroupBytes = properties.ContainsKey(ParquetLayout.RowGroupBytesProperty) ? read.Whole(ParquetLayout.RowGroupBytesProperty, 1) : null,
            },
            DeleteTargetFileSizeBytes = read.Whole("write.delete.target-file-size-bytes", 64L << 20),
        };
        read.Whole(TableMetadataChanges.PreviousVersionsMaxProperty, TableMetadataChanges.PreviousVersionsMaxDefault, 1, int.MaxValue);
        read.ThrowIfMistaken();
        return policy.ReaderGrace <= policy.OrphanAge
            ? policy
            : throw new MaintenanceException("bourse.maintenance.reader-grace-ms: must not be above bourse.maintenance.orphan-age-ms.");
    }
}
