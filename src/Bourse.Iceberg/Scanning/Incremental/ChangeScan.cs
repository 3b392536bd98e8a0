using Bourse.Iceberg.Expressions;
using Bourse.Iceberg.Metadata;
using Bourse.Iceberg.Scanning.Deletes;
using Bourse.Iceberg.Schemas;

namespace Bourse.Iceberg.Scanning.Incremental;

/// <summary>
/// Reads the rows that changed between two snapshots, with the columns of the one after: what was deleted by position, by equality or by rewriting a file, and what
/// was added. A row that was only carried over into another file, equal in every column, did not change. Only files that are not the same in both are read.
/// </summary>
/// <remarks>
/// Where fields identify rows (<see cref="Schema.IdentifierFieldIds"/>, or <see cref="WithKeys"/>), a deleted and an inserted row that agree in them are one update,
/// unless several rows of either kind do: those stay deletes and inserts. Null agrees with null.
/// </remarks>
public sealed class ChangeScan
{
    private static readonly ValueList<NestedField> Identity = [MetadataColumns.File, MetadataColumns.Position];

    private readonly IcebergTable _table;
    private readonly Snapshot? _from;
    private readonly TableScan _rows;
    private readonly IReadOnlyList<EqualityField> _keys;

    internal ChangeScan(IcebergTable table, Snapshot? from, TableScan rows)
        : this(table, from, rows, [.. rows.Schema.IdentifierFieldIds.Select(id => EqualityField.Find(rows.Schema.Fields, id)).OfType<EqualityField>()])
    {
    }

    private ChangeScan(IcebergTable table, Snapshot? from, TableScan rows, IReadOnlyList<EqualityField> keys) =>
        (_table, _from, _rows, _keys) = (table, from, rows, keys);

    /// <summary>The columns of the rows. Results have columns of <see cref="MetadataColumns"/> before them.</summary>
    public Schema Schema => _rows.Schema;

    /// <summary>Pairs updates by other columns than the schema's identifier fields; none leaves them deletes and inserts.</summary>
    /// <exception cref="ArgumentException">There is no such column.</exception>
    public ChangeScan WithKeys(params IEnumerable<string> columns)
    {
        ArgumentNullException.ThrowIfNull(columns);
        return new ChangeScan(_table, _from, _rows, [.. _rows.Select(columns).Schema.Fields.Select(f => new EqualityField(f, []))]);
    }

    /// <summary>
    /// A SELECT of the changes that each snapshot made, in their order, those that went before those that came: <c>_change_type</c>, <c>_change_ordinal</c>,
    /// <c>_commit_snapshot_id</c>, then the columns. Snapshots of the operation <c>replace</c> changed none and have no ordinal; that is believed where their files have
    /// as many rows as those before, and where delete files hide how many those are.
    /// </summary>
    /// <param name="filter">Which changed rows to give, before or after.</param>
    /// <param name="cancellationToken">Ends the planning.</param>
    /// <exception cref="IcebergFormatException">
    /// As for <see cref="TableScan.ToQueryAsync(Expression, CancellationToken)"/>; or a snapshot of the operation <c>replace</c> changed how many rows there are.
    /// </exception>
    /// <exception cref="NotSupportedException">As there.</exception>
    /// <exception cref="ArgumentException">As there; or the snapshot before is no ancestor of the one after, or one between them has expired.</exception>
    public async Task<ScanQuery> ToQueryAsync(Expression filter, CancellationToken cancellationToken = default)
    {
        var steps = new List<ChangeStep>();
        var before = await PlanAsync(_from, filter, cancellationToken);
        var previous = _from;
        foreach (var step in SnapshotRange.Between(_table.Metadata, _from, _rows.Snapshot!).Steps)
        {
            var after = await PlanAsync(step, filter, cancellationToken);
            if (step.Operation == "replace")
                await RequireSameCountAsync(previous, step, cancellationToken);
            else
                steps.Add(await StepAsync(step, before, after, filter, cancellationToken));
            (before, previous) = (after, step);
        }
        return Write(steps, [MetadataColumns.ChangeType, MetadataColumns.ChangeOrdinal, MetadataColumns.CommitSnapshotId]);
    }

    /// <summary>
    /// A SELECT of what makes the rows before those after: <c>_change_type</c>, then the columns. Rows that came and went between are not in it. The two snapshots may be
    /// any of the table's, also where those between have expired.
    /// </summary>
    /// <param name="filter">Which changed rows to give, before or after.</param>
    /// <param name="cancellationToken">Ends the planning.</param>
    /// <exception cref="IcebergFormatException">As for <see cref="TableScan.ToQueryAsync(Expression, CancellationToken)"/>.</exception>
    /// <exception cref="NotSupportedException">As there.</exception>
    /// <exception cref="ArgumentException">As there.</exception>
    public async Task<ScanQuery> ToNetQueryAsync(Expression filter, CancellationToken cancellationToken = default)
    {
        var to = _rows.Snapshot!;
        var step = await StepAsync(
            to, await PlanAsync(_from, filter, cancellationToken), await PlanAsync(to, filter, cancellationToken), filter, cancellationToken);
        return Write([step], [MetadataColumns.ChangeType]);
    }

    private async Task<IReadOnlyList<ScanTask>> PlanAsync(Snapshot? snapshot, Expression filter, CancellationToken cancellationToken) =>
        snapshot is null ? [] : await _rows.At(snapshot).PlanFilesAsync(filter, cancellationToken);

    private async Task RequireSameCountAsync(Snapshot? before, Snapshot after, CancellationToken cancellationToken)
    {
        var difference = TaskDifference.Of(await PlanAsync(before, Expression.True, cancellationToken), await PlanAsync(after, Expression.True, cancellationToken));
        var gone = LiveRows(difference.Gone.Concat(difference.Altered.Select(a => a.Before)));
        var came = LiveRows(difference.Came.Concat(difference.Altered.Select(a => a.After)));
        if (gone is not null && came is not null && gone != came)
        {
            throw new IcebergFormatException(FormattableString.Invariant(
                $"Snapshot {after.Id} says that it replaced files by others with the same rows, but {gone} rows went and {came} came: read the net changes."));
        }
    }

    // Null where it is not known: equality deletes and files of positions do not tell how many rows they delete. A vector does.
    private static long? LiveRows(IEnumerable<ScanTask> tasks)
    {
        var rows = 0L;
        foreach (var task in tasks)
        {
            if (task.Deletes.Any(d => !d.IsDeletionVector))
                return null;
            rows += task.File.RecordCount - task.Deletes.Sum(d => d.RecordCount);
        }
        return rows;
    }

    private async Task<ChangeStep> StepAsync(
        Snapshot snapshot, IReadOnlyList<ScanTask> before, IReadOnlyList<ScanTask> after, Expression filter, CancellationToken cancellationToken)
    {
        var difference = TaskDifference.Of(before, after);
        var sources = new List<RowSource>();
        if (difference.Gone.Count > 0)
            sources.Add(new RowSource(Removes: true, await _rows.ToQueryAsync(difference.Gone, filter, cancellationToken), null));
        if (difference.Came.Count > 0)
            sources.Add(new RowSource(Removes: false, await _rows.ToQueryAsync(difference.Came, filter, cancellationToken), null));
        if (difference.Altered.Count > 0)
        {
            var (old, now) = (difference.Altered.Select(a => a.Before).ToArray(), difference.Altered.Select(a => a.After).ToArray());
            sources.Add(await AlteredAsync(removes: true, old, now, filter, cancellationToken));
            sources.Add(await AlteredAsync(removes: false, now, old, filter, cancellationToken));
        }
        return new ChangeStep(snapshot.Id, sources);
    }

    // The rows of files that one side shows and the other, of the same files, does not.
    private async Task<RowSource> AlteredAsync(bool removes, ScanTask[] shown, ScanTask[] hidden, Expression filter, CancellationToken cancellationToken) => new(
        removes,
        await _rows.Select(Schema.Fields.Concat(Identity).ToValueList()).ToQueryAsync(shown, filter, cancellationToken),
        await _rows.Select(Identity).ToQueryAsync(hidden, cancellationToken));

    private ScanQuery Write(List<ChangeStep> steps, ValueList<NestedField> columns)
    {
        var schema = new Schema(Schema.Id, columns.Concat(Schema.Fields).ToValueList());
        var files = steps.SelectMany(s => s.Sources).SelectMany(s => s.Rows.Files.Concat(s.Except?.Files ?? []));
        return new ScanQuery(schema, new ChangeSql(schema, Schema, _keys, steps).Write, files.Distinct(StringComparer.Ordinal).ToValueList());
    }
}
