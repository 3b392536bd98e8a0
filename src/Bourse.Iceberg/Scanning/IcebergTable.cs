using Bourse.Iceberg.Metadata;
using Bourse.Iceberg.Metrics;
using Bourse.Iceberg.Scanning.Incremental;

namespace Bourse.Iceberg.Scanning;

/// <summary>One version of a table with its files. Immutable; knows no catalogue and no user.</summary>
/// <param name="metadata">The version.</param>
/// <param name="metadataLocation">Where its metadata is.</param>
/// <param name="files">Its files.</param>
/// <param name="manifests">Decoded manifests to use again; null for a cache of its own.</param>
public sealed class IcebergTable(TableMetadata metadata, string metadataLocation, ITableFiles files, ManifestCache? manifests = null)
{
    /// <summary>The version.</summary>
    public TableMetadata Metadata { get; } = metadata;

    /// <summary>Where its metadata is.</summary>
    public string MetadataLocation { get; } = metadataLocation;

    /// <summary>Its files.</summary>
    public ITableFiles Files { get; } = files;

    /// <summary>Its decoded manifests.</summary>
    internal ManifestCache Manifests { get; } = manifests ?? new ManifestCache();

    /// <summary>How plans of it are reported; null for not at all.</summary>
    internal MetricsReporting? Reporting { get; private init; }

    /// <summary>The same version, whose plans are reported.</summary>
    public IcebergTable WithReporting(MetricsReporting reporting) => new(Metadata, MetadataLocation, Files, Manifests) { Reporting = reporting };

    /// <summary>Reads a version; locations that leave the table's own are refused here already.</summary>
    /// <exception cref="IcebergFormatException">The metadata is not valid or names a location outside.</exception>
    public static async Task<IcebergTable> LoadAsync(string metadataLocation, ITableFiles files, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(files);
        var metadata = TableMetadataJson.Parse(await files.ReadAsync(metadataLocation, cancellationToken));
        foreach (var location in metadata.Snapshots.SelectMany(s => s.ManifestList is { } list ? [list] : s.Manifests))
            files.RequireWithin(location);
        return new IcebergTable(metadata, metadataLocation, files);
    }

    /// <summary>Reads a snapshot; null reads the current one, which may be none.</summary>
    public TableScan Scan(Snapshot? snapshot = null) => new(this, snapshot ?? Metadata.CurrentSnapshot);

    /// <summary>Reads the newest snapshot of a branch, with the table's present columns.</summary>
    /// <exception cref="ArgumentException">There is no such branch.</exception>
    public TableScan ScanBranch(string branch) => branch == SnapshotRef.Main
        ? new TableScan(this, Metadata.CurrentSnapshot)
        : new TableScan(this, Metadata.FindSnapshot(branch) ?? throw new ArgumentException($"There is no branch '{branch}'.", nameof(branch)), Metadata.CurrentSchema);

    /// <summary>Reads the rows that were appended after one snapshot up to another, by their snapshots' operations.</summary>
    /// <param name="from">The snapshot after which to begin; null for before the first.</param>
    /// <param name="to">The last snapshot; null for the current one.</param>
    /// <param name="removals">What to do about snapshots that removed rows.</param>
    /// <exception cref="ArgumentException">There is no current snapshot, or <paramref name="from"/> is not an ancestor of <paramref name="to"/>.</exception>
    public AppendScan ScanAppends(Snapshot? from, Snapshot? to = null, RemovingSnapshots removals = RemovingSnapshots.Refuse)
    {
        var scan = ScanUpTo(to);
        return new AppendScan(this, SnapshotRange.Between(Metadata, from, scan.Snapshot!), scan, removals);
    }

    /// <summary>Reads the rows that changed between two snapshots.</summary>
    /// <param name="from">The snapshot whose rows are before; null for the empty table.</param>
    /// <param name="to">The snapshot whose rows are after; null for the current one.</param>
    /// <exception cref="ArgumentException">There is no current snapshot.</exception>
    public ChangeScan ScanChanges(Snapshot? from, Snapshot? to = null) => new(this, from, ScanUpTo(to));

    private TableScan ScanUpTo(Snapshot? to) => Scan(to) is { Snapshot: not null } scan ? scan : throw new ArgumentException("The table has no snapshot.", nameof(to));
}
