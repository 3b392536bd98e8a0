using System.Runtime.CompilerServices;
using Bourse.Iceberg.Expressions;
using Bourse.Iceberg.Metadata;
using Bourse.Iceberg.Scanning;
using Bourse.Projection;
using Bourse.Projection.Changes;

namespace Bourse.Exchange.Reading;

/// <summary>
/// What a projected table is at each of its revisions: columns, files, and what changed. It reads the projection's own metadata and files and nothing else; who may see
/// them was decided before anybody comes here.
/// </summary>
public sealed class TableRevisions(ProjectionStore projections, ChangeFileStore changes)
{
    private const long ManifestBytesMax = 64L << 20;

    // Locations hold a projection's uuid, so no two tables mean different files by one.
    private readonly ManifestCache _manifests = new(ManifestBytesMax);
    private readonly ConditionalWeakTable<ProjectedTable, IcebergTable> _tables = [];
    private readonly ConditionalWeakTable<ProjectedTable, IReadOnlyList<TableRevision>> _revisions = [];

    /// <summary>The revisions of a table that were served to its client, oldest first.</summary>
    public IReadOnlyList<TableRevision> Of(ProjectedTable table)
    {
        ArgumentNullException.ThrowIfNull(table);
        return _revisions.GetValue(table, Read);
    }

    /// <summary>The files of a revision that may hold rows for which a condition is true.</summary>
    /// <param name="revision">The revision.</param>
    /// <param name="filter">The condition, on the revision's columns; <see cref="Expression.True"/> gives all files.</param>
    /// <param name="cancellation">Ends the planning.</param>
    public async Task<IReadOnlyList<RevisionFile>> PlanAsync(TableRevision revision, Expression filter, CancellationToken cancellation)
    {
        ArgumentNullException.ThrowIfNull(revision);
        var tasks = await Iceberg(revision.Table).Scan(revision.Snapshot).PlanFilesAsync(filter, cancellation);
        return [.. tasks.Select(task => new RevisionFile(task.File, ObjectOf(revision.Table, task.File.Path)))];
    }

    /// <summary>The files that a revision has and the one before has not, and the other way round; the first has all of its own.</summary>
    public async Task<RevisionFileChanges> CompareAsync(TableRevision revision, CancellationToken cancellation)
    {
        ArgumentNullException.ThrowIfNull(revision);
        var now = await PlanAsync(revision, Expression.True, cancellation);
        var before = revision.Before is { } previous ? await PlanAsync(previous, Expression.True, cancellation) : [];
        return new RevisionFileChanges(
            [.. now.ExceptBy(before.Select(file => file.Object.Key), file => file.Object.Key)],
            [.. before.ExceptBy(now.Select(file => file.Object.Key), file => file.Object.Key)]);
    }

    /// <summary>The file of the rows that changed with a revision, made when it is asked for first; null when no row did.</summary>
    /// <exception cref="Bourse.Iceberg.IcebergFormatException">The table has a column with the name of one that changes have.</exception>
    public async Task<ProjectedObject?> ChangesAsync(TableRevision revision, CancellationToken cancellation)
    {
        ArgumentNullException.ThrowIfNull(revision);
        var files = new ProjectedTableFiles(projections, revision.Table);
        using var held = files.HoldLocalFiles();
        var made = await changes.MakeAsync(
            revision.Table, revision.Number, revision.PublishedAt,
            token => Iceberg(revision.Table).ScanChanges(revision.Before?.Snapshot, revision.Snapshot).ToNetQueryAsync(Expression.True, token), cancellation);
        return made.Object;
    }

    /// <summary>The change file that a key of the table names, when it was made; null for other keys.</summary>
    public async Task<ProjectedObject?> FindChangesAsync(ProjectedTable table, string key, CancellationToken cancellation)
    {
        if (ChangeFileStore.RevisionOf(table, key) is not { } number || Of(table).FirstOrDefault(r => r.Number == number) is not { } revision)
            return null;
        return (await changes.FindAsync(table, number, revision.PublishedAt, cancellation))?.Object;
    }

    private IcebergTable Iceberg(ProjectedTable table) => _tables.GetValue(
        table, t => new IcebergTable(TableMetadataJson.Parse(t.MetadataJson), t.MetadataLocation, new ProjectedTableFiles(projections, t), _manifests));

    private IReadOnlyList<TableRevision> Read(ProjectedTable table)
    {
        var metadata = Iceberg(table).Metadata;
        var revisions = new List<TableRevision>();
        foreach (var (number, snapshotId) in table.Revisions)
        {
            var snapshot = metadata.FindSnapshot(snapshotId)
                ?? throw new InvalidOperationException($"The projection {table.Uuid} lacks the snapshot of revision {number}.");
            var schema = snapshotId == metadata.CurrentSnapshotId ? metadata.CurrentSchema : metadata.SchemaOf(snapshot);
            revisions.Add(new TableRevision(table, number, snapshot, schema, revisions.LastOrDefault()));
        }
        return revisions;
    }

    private ProjectedObject ObjectOf(ProjectedTable table, string location) =>
        projections.FindObject(table, location[$"s3://{table.Product}/".Length..])
            ?? throw new InvalidOperationException($"The projection {table.Uuid} names a file that it does not have.");
}
