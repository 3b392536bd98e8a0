using Bourse.Iceberg.Expressions;
using Bourse.Iceberg.Manifests;
using Bourse.Iceberg.Metadata;
using Bourse.Iceberg.Schemas;

namespace Bourse.Iceberg.Scanning;

/// <summary>Reads one snapshot. Filters prune manifests and files here; the rows of what is left are filtered by the engine.</summary>
public sealed class TableScan
{
    private readonly IcebergTable _table;

    internal TableScan(IcebergTable table, Snapshot? snapshot)
    {
        _table = table;
        Snapshot = snapshot;
        // Time travel shows the columns of its time; the present uses the present ones.
        Schema = snapshot is null || snapshot.Id == table.Metadata.CurrentSnapshotId ? table.Metadata.CurrentSchema : table.Metadata.SchemaOf(snapshot);
    }

    /// <summary>The snapshot; null for an empty table.</summary>
    public Snapshot? Snapshot { get; }

    /// <summary>The columns.</summary>
    public Schema Schema { get; }

    /// <summary>The manifests of the snapshot, in the list's order.</summary>
    /// <exception cref="IcebergFormatException">The manifest list is malformed or names a location outside the table.</exception>
    public async Task<IReadOnlyList<ManifestFile>> ManifestsAsync(CancellationToken cancellationToken = default)
    {
        if (Snapshot is null)
            return [];
        var manifests = ManifestListReader.Read(await _table.Files.ReadAsync(Snapshot.ManifestList, cancellationToken));
        foreach (var manifest in manifests)
            _table.Files.RequireWithin(manifest.Path);
        return manifests;
    }

    /// <summary>The data files that may hold rows for which a condition is true, in the order of manifests and entries.</summary>
    /// <param name="filter">The condition; <see cref="Expression.True"/> gives all files.</param>
    /// <param name="cancellationToken">Ends the planning.</param>
    /// <exception cref="IcebergFormatException">A metadata file is malformed or names a location outside the table.</exception>
    /// <exception cref="NotSupportedException">The snapshot has delete files or data files that are not Parquet.</exception>
    /// <exception cref="ArgumentException">The condition does not fit the columns.</exception>
    public async Task<IReadOnlyList<ScanTask>> PlanFilesAsync(Expression filter, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(filter);
        filter.Validate(Schema);
        var tasks = new List<ScanTask>();
        foreach (var manifest in (await ManifestsAsync(cancellationToken)).Where(m => m.HasLiveFiles))
        {
            if (manifest.Content == ManifestContent.Deletes)
                throw new NotSupportedException($"Snapshot {Snapshot!.Id} has delete files, which this version does not apply.");
            var pruning = new FilePruning(filter, Schema, _table.Metadata.SpecOf(manifest.SpecId), _table.Metadata.PartitionTypeOf(manifest.SpecId));
            if (!pruning.MayMatch(manifest))
                continue;
            var content = await _table.Files.ReadAsync(manifest.Path, cancellationToken);
            tasks.AddRange(ManifestReader.Read(content, manifest, _table.Metadata.PartitionTypeOf(manifest.SpecId))
                .Where(e => e.Status != EntryStatus.Deleted && pruning.MayMatch(e.File))
                .Select(ToTask));
        }
        return tasks;
    }

    /// <summary>A SELECT for the engine that gives the rows for which a condition is true, columns by field id under their names in <see cref="Schema"/>.</summary>
    /// <exception cref="IcebergFormatException">A metadata file is malformed or names a location outside the table.</exception>
    /// <exception cref="NotSupportedException">The snapshot has delete files, data files that are not Parquet with field ids, or columns whose names differ in case alone.</exception>
    /// <exception cref="ArgumentException">The condition does not fit the columns.</exception>
    public async Task<string> ToSqlAsync(Expression filter, CancellationToken cancellationToken = default)
    {
        RequireReadable();
        var tasks = await PlanFilesAsync(filter, cancellationToken);
        var local = new List<(DataFile File, string Path)>();
        foreach (var task in tasks)
            local.Add((task.File, await _table.Files.LocalPathAsync(task.File.Path, cancellationToken)));
        var rows = ScanSql.Write(Schema, _table.Metadata, local);
        return filter == Expression.True ? rows : $"SELECT * FROM ({rows}) WHERE {filter.ToSql(Schema)}";
    }

    // The engine compares names without regard to case.
    private void RequireReadable()
    {
        var alike = Schema.Fields.GroupBy(f => f.Name, StringComparer.OrdinalIgnoreCase).FirstOrDefault(g => g.Count() > 1);
        if (alike is not null)
            throw new NotSupportedException($"The columns {string.Join(" and ", alike.Select(f => $"'{f.Name}'"))} differ in case alone, which the engine cannot read.");
    }

    private ScanTask ToTask(ManifestEntry entry)
    {
        _table.Files.RequireWithin(entry.File.Path);
        if (entry.File.Format != "parquet")
            throw new NotSupportedException($"The data file '{entry.File.Path}' is {entry.File.Format}; only Parquet is read.");
        return new ScanTask(entry.File, entry.SequenceNumber ?? 0);
    }
}
