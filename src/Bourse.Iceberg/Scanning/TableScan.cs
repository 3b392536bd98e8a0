using System.Globalization;
using Bourse.Iceberg.Expressions;
using Bourse.Iceberg.Manifests;
using Bourse.Iceberg.Metadata;
using Bourse.Iceberg.Metrics;
using Bourse.Iceberg.Scanning.Deletes;
using Bourse.Iceberg.Schemas;

namespace Bourse.Iceberg.Scanning;

/// <summary>Reads one snapshot. Filters prune manifests and files here; the rows of what is left are filtered by the engine.</summary>
public sealed class TableScan
{
    private readonly IcebergTable _table;
    private readonly Schema _rowSchema;

    internal TableScan(IcebergTable table, Snapshot? snapshot)
    {
        _table = table;
        Snapshot = snapshot;
        // Time travel shows the columns of its time; the present uses the present ones.
        Schema = snapshot is null || snapshot.Id == table.Metadata.CurrentSnapshotId ? table.Metadata.CurrentSchema : table.Metadata.SchemaOf(snapshot);
        _rowSchema = Schema;
    }

    /// <summary>Reads a snapshot with other columns than those of its time.</summary>
    internal TableScan(IcebergTable table, Snapshot snapshot, Schema schema) => (_table, Snapshot, Schema, _rowSchema) = (table, snapshot, schema, schema);

    private TableScan(TableScan all, Schema selected) => (_table, Snapshot, _rowSchema, Schema) = (all._table, all.Snapshot, all._rowSchema, selected);

    /// <summary>The snapshot; null for an empty table.</summary>
    public Snapshot? Snapshot { get; }

    /// <summary>The columns that are read.</summary>
    public Schema Schema { get; }

    /// <summary>
    /// Reads the given columns alone, in the given order; <see cref="MetadataColumns"/> such as <c>_file</c> may be among them. Conditions may still name every column.
    /// </summary>
    /// <exception cref="ArgumentException">There is no such column.</exception>
    public TableScan Select(params IEnumerable<string> columns)
    {
        ArgumentNullException.ThrowIfNull(columns);
        var fields = columns.Select(name => _rowSchema.FindColumn(name) ?? MetadataColumns.All.FirstOrDefault(c => c.Name == name)
            ?? throw new ArgumentException($"The table has no column '{name}'.", nameof(columns)));
        return Select(fields.DistinctBy(f => f.Id).ToValueList());
    }

    /// <summary>The manifests of the snapshot, in the list's order.</summary>
    /// <exception cref="IcebergFormatException">The manifest list is malformed or names a location outside the table.</exception>
    /// <exception cref="NotSupportedException">The manifest list is encrypted.</exception>
    public async Task<IReadOnlyList<ManifestFile>> ManifestsAsync(CancellationToken cancellationToken = default) =>
        Snapshot is null ? [] : await SnapshotManifests.ReadAsync(_table.Files, _table.Metadata, Snapshot, cancellationToken);

    /// <summary>The data files that may hold rows for which a condition is true, each with the deletes that apply to it, in the order of manifests and entries.</summary>
    /// <param name="filter">The condition; <see cref="Expression.True"/> gives all files.</param>
    /// <param name="cancellationToken">Ends the planning.</param>
    /// <exception cref="IcebergFormatException">A metadata file is malformed or names a location outside the table.</exception>
    /// <exception cref="NotSupportedException">
    /// The snapshot has files that are not read (not Parquet, encrypted), or a selected column is of a type that is not.
    /// </exception>
    /// <exception cref="ArgumentException">The condition does not fit the columns.</exception>
    public async Task<IReadOnlyList<ScanTask>> PlanFilesAsync(Expression filter, CancellationToken cancellationToken = default)
    {
        var reporting = Snapshot is null ? null : _table.Reporting;
        var started = reporting?.Clock.GetTimestamp() ?? 0;
        var planned = await ReadManifestsAsync(filter, _ => true, cancellationToken);
        var index = new DeleteIndex(planned.EntriesOf(ManifestContent.Deletes), id => _table.Metadata.SpecOf(id).Fields.Count == 0);
        ScanTask[] tasks = [.. planned.EntriesOf(ManifestContent.Data).Select(e => ToTask(e, index.For(e)))];
        reporting?.Reporter.Report(ScanReport.Of(reporting.TableName, this, _rowSchema, filter, planned, tasks, reporting.Clock.GetElapsedTime(started)));
        return tasks;
    }

    /// <summary>As <see cref="PlanFilesAsync"/>, of the data files alone that the snapshot itself added, without deletes.</summary>
    internal async Task<IReadOnlyList<ScanTask>> PlanAddedAsync(Expression filter, CancellationToken cancellationToken)
    {
        var planned = await ReadManifestsAsync(filter, m => m.Content == ManifestContent.Data && m.AddedSnapshotId == Snapshot!.Id, cancellationToken);
        return [.. planned.EntriesOf(ManifestContent.Data).Where(e => e.Status == EntryStatus.Added && e.SnapshotId == Snapshot!.Id).Select(e => ToTask(e, []))];
    }

    /// <summary>As <see cref="PlanFilesAsync"/>, for callers to whom a file's rows must be all of it.</summary>
    /// <exception cref="NotSupportedException">As there; or a file has deletes, or the table is not of version 2.</exception>
    public async Task<IReadOnlyList<ScanTask>> PlanWholeFilesAsync(Expression filter, CancellationToken cancellationToken = default)
    {
        if (_table.Metadata.FormatVersion != TableMetadata.FormatVersionWritten)
            throw new NotSupportedException(
                $"The table has format version {_table.Metadata.FormatVersion}; files are taken as they are of version {TableMetadata.FormatVersionWritten} alone.");
        var tasks = await PlanFilesAsync(filter, cancellationToken);
        return tasks.All(t => t.Deletes.Count == 0)
            ? tasks
            : throw new NotSupportedException($"Snapshot {Snapshot!.Id} has delete files; rewrite the table before its files are taken as they are.");
    }

    /// <summary>A SELECT for the engine and its files: the rows for which a condition is true, columns by field id under their names in <see cref="Schema"/>.</summary>
    /// <exception cref="IcebergFormatException">A metadata file or footer is malformed, or a location is outside the table.</exception>
    /// <exception cref="NotSupportedException">As for <see cref="PlanFilesAsync"/>.</exception>
    /// <exception cref="ArgumentException">The condition does not fit the columns.</exception>
    public async Task<ScanQuery> ToQueryAsync(Expression filter, CancellationToken cancellationToken = default)
    {
        return await ToQueryAsync(await PlanFilesAsync(filter, cancellationToken), filter, cancellationToken);
    }

    /// <summary>As <see cref="ToQueryAsync(Expression, CancellationToken)"/>, of some files that were planned before, of this snapshot or another.</summary>
    public Task<ScanQuery> ToQueryAsync(IReadOnlyList<ScanTask> tasks, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(tasks);
        return ToQueryAsync(tasks, Expression.True, cancellationToken);
    }

    /// <summary>The same columns of another snapshot.</summary>
    internal TableScan At(Snapshot snapshot) => new(_table, snapshot, Schema);

    /// <summary>As <see cref="Select(IEnumerable{string})"/>, of columns of the scan and of <see cref="MetadataColumns"/>.</summary>
    /// <exception cref="IcebergFormatException">The table has a column with the name of a metadata column.</exception>
    internal TableScan Select(ValueList<NestedField> fields) => new(this, new Schema(_rowSchema.Id, fields));

    internal async Task<ScanQuery> ToQueryAsync(IReadOnlyList<ScanTask> tasks, Expression filter, CancellationToken cancellationToken)
    {
        // Bounds of a column may prune whose values cannot be compared.
        RequireReadable(filter.FieldIds().Select(id => _rowSchema.FindColumn(id)).OfType<NestedField>());
        var opened = await ScanFiles.OpenAsync(_table, tasks, cancellationToken);
        var columns = new Schema(_rowSchema.Id, _rowSchema.Fields.Concat(MetadataColumns.All).DistinctBy(f => f.Id).ToValueList());
        var sql = new ScanSql(Schema, filter, columns, opened.Files, opened.Deletes, new EqualityKeys(_table.Metadata, _rowSchema));
        return new ScanQuery(Schema, sql.Write, opened.LocalPaths);
    }

    /// <summary>The statement of <see cref="ToQueryAsync(Expression, CancellationToken)"/>.</summary>
    public async Task<string> ToSqlAsync(Expression filter, CancellationToken cancellationToken = default) => (await ToQueryAsync(filter, cancellationToken)).Sql;

    private async Task<PlannedManifests> ReadManifestsAsync(Expression filter, Func<ManifestFile, bool> isWanted, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(filter);
        filter.Validate(_rowSchema);
        RequireReadable(Schema.Fields);
        var reads = new List<ManifestRead>();
        var all = await ManifestsAsync(cancellationToken);
        foreach (var manifest in all.Where(m => m.HasLiveFiles && isWanted(m)))
        {
            // A delete file's values are those of deleted rows: for a filter they say nothing of the data files they concern.
            var pruning = manifest.Content == ManifestContent.Data
                ? new FilePruning(filter, _rowSchema, _table.Metadata.SpecOf(manifest.SpecId), _table.Metadata.PartitionTypeOf(manifest.SpecId))
                : null;
            if (pruning is null || pruning.MayMatch(manifest))
                reads.Add(new ManifestRead(manifest, pruning));
        }
        await Parallel.ForEachAsync(reads, cancellationToken, (read, ct) => read.RunAsync(_table, ct));
        return new PlannedManifests(all, reads);
    }

    private static void RequireReadable(IEnumerable<NestedField> needed)
    {
        if (needed.FirstOrDefault(f => FindUnread(f.Type) is not null) is not { } column)
            return;
        var type = FindUnread(column.Type);
        var why = type is IcebergType.TimestampTzNs ? "which is not read: the engine's instants end at microseconds, and would lose the rest" : "which is not read";
        throw new NotSupportedException($"The column '{column.Name}' is of type {type}, {why}; select the other columns.");
    }

    private static IcebergType.Primitive? FindUnread(IcebergType type) => type switch
    {
        IcebergType.Unread or IcebergType.TimestampTzNs => (IcebergType.Primitive)type,
        IcebergType.Struct t => t.Fields.Select(f => FindUnread(f.Type)).FirstOrDefault(t => t is not null),
        IcebergType.List t => FindUnread(t.Element),
        IcebergType.Map t => FindUnread(t.Key) ?? FindUnread(t.Value),
        _ => null,
    };

    private static ScanTask ToTask(ManifestEntry entry, ValueList<DataFile> deletes)
    {
        foreach (var file in deletes.Prepend(entry.File))
        {
            if (file.Format != "parquet" && !file.IsDeletionVector)
                throw new NotSupportedException(string.Create(CultureInfo.InvariantCulture,
                    $"The {(file.Content == FileContent.Data ? "data" : "delete")} file '{file.Path}' is {file.Format}; only Parquet is read."));
        }
        return new ScanTask(entry.File, entry.SequenceNumber ?? 0, deletes);
    }
}
