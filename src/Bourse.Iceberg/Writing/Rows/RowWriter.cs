using System.Security.Cryptography;
using Bourse.DuckDb;
using Bourse.Iceberg.Expressions;
using Bourse.Iceberg.Metadata;
using Bourse.Iceberg.Scanning;
using Bourse.Iceberg.Schemas;
using Bourse.Iceberg.Writing.Deltas;

namespace Bourse.Iceberg.Writing.Rows;

/// <summary>
/// Deletes, updates, overwrites and merges rows of one version of a table. Each gives a <see cref="RowDelta"/> whose files are durable and in no snapshot yet; a
/// <see cref="TableTransaction"/> commits it, and says when it no longer fits. Not for clients' SQL.
/// </summary>
/// <param name="connection">A session that may read the table's files and write the store's temporary folder.</param>
/// <param name="table">The version that is read.</param>
/// <param name="random">Names files.</param>
/// <param name="branch">The branch that is read, and that the delta is for.</param>
public sealed class RowWriter(DuckDbConnection connection, IcebergTable table, RandomNumberGenerator random, string branch = SnapshotRef.Main)
{
    private static readonly string[] RowIdentity = [MetadataColumns.File.Name, MetadataColumns.Position.Name];

    private readonly TableScan _scan = table.ScanBranch(branch);
    private readonly Schema _schema = table.Metadata.CurrentSchema;
    private readonly WriteProperties _properties = WriteProperties.Of(table.Metadata.Properties);

    /// <summary>Deletes the rows for which a condition is true. Files that hold no others go without being read.</summary>
    /// <exception cref="ArgumentException">The condition does not fit the columns.</exception>
    public Task<RowDelta> DeleteAsync(Expression filter, CancellationToken cancellationToken = default) =>
        ReplaceAsync(filter, _ => Task.FromResult<IReadOnlyList<string>>([]), RowOperation.Delete, PartialFiles.Rewrite, cancellationToken);

    /// <summary>Puts the rows of a query in the place of those for which a condition is true.</summary>
    /// <param name="filter">The condition.</param>
    /// <param name="selectSql">The rows that come, whether the condition is true for them or not.</param>
    /// <param name="partial">What becomes of files that hold other rows too.</param>
    /// <param name="cancellationToken">Ends the call.</param>
    /// <exception cref="ArgumentException">The condition or the query does not fit the columns, or a file is partly concerned and that is refused.</exception>
    public Task<RowDelta> OverwriteAsync(Expression filter, string selectSql, PartialFiles partial = PartialFiles.Rewrite, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(selectSql);
        var rows = SourceRows.Select(connection, _schema, selectSql, cancellationToken);
        return ReplaceAsync(filter, _ => Task.FromResult<IReadOnlyList<string>>([rows]), RowOperation.Delete, partial, cancellationToken);
    }

    /// <summary>Changes the rows for which a condition is true.</summary>
    /// <param name="filter">The condition.</param>
    /// <param name="assignments">The new value of a column, by its name: an expression of the engine over the row's columns as they are.</param>
    /// <param name="cancellationToken">Ends the call.</param>
    /// <exception cref="ArgumentException">The condition does not fit the columns, or there is no such column.</exception>
    public async Task<RowDelta> UpdateAsync(Expression filter, TextDictionary assignments, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(assignments);
        if (assignments.Keys.FirstOrDefault(name => _schema.Fields.All(f => f.Name != name)) is { } unknown)
            throw new ArgumentException(
                $"There is no column '{unknown}' to be set; there are {string.Join(", ", _schema.Fields.Select(f => f.Name))}.", nameof(assignments));
        var values = string.Join(", ", _schema.Fields.Select(f =>
            $"CAST({(assignments.TryGetValue(f.Name, out var value) ? $"({value})" : Sql.Identifier(f.Name))} AS {EngineTypes.ToSql(f.Type)}) AS "
                + $"{Sql.Identifier(f.Name)}"));
        var delta = await ReplaceAsync(
            filter,
            async tasks => [$"SELECT {values} FROM ({(await _scan.ToQueryAsync(tasks, filter, cancellationToken)).Sql})"],
            RowOperation.Update,
            PartialFiles.Rewrite,
            cancellationToken);
        return CopiesAll(delta);
    }

    /// <summary>Merges the rows of a source into the table.</summary>
    /// <exception cref="ArgumentException">The source does not fit the columns, a key has nulls, or two of its rows have one key; the text names it.</exception>
    public async Task<RowDelta> MergeAsync(MergeRequest request, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(request);
        using var hold = table.Files.HoldLocalFiles();
        using var source = SourceRows.Load(connection, _schema, request, RandomIds.Hex(random), cancellationToken);
        var merge = new RowMerge(connection, _schema, source, request);
        var filter = merge.Filter(cancellationToken);
        var tasks = await _scan.PlanFilesAsync(filter, cancellationToken);
        var rows = (await _scan.Select(_schema.Fields.Select(f => f.Name).Concat(RowIdentity)).ToQueryAsync(tasks, filter, cancellationToken)).Sql;
        using var found = merge.Match(rows, RandomIds.Hex(random), cancellationToken);
        using var positions = new TemporaryTable(connection, "bourse_gone_" + RandomIds.Hex(random), merge.Gone(rows, found.Sql), cancellationToken);
        var delta = await new RowReplacement(connection, table, _scan, random, request.OrderBy)
            .RunAsync([], tasks, positions.Sql, merge.Comes(found.Sql), request.Mode ?? _properties.ModeOf(RowOperation.Merge), cancellationToken);
        return CopiesAll(delta) with { NoneAddedWhere = _properties.IsSerializable(RowOperation.Merge) ? filter : null };
    }

    private async Task<RowDelta> ReplaceAsync(
        Expression filter,
        Func<IReadOnlyList<ScanTask>, Task<IReadOnlyList<string>>> comes, RowOperation operation, PartialFiles partial, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(filter);
        using var hold = table.Files.HoldLocalFiles();
        var tasks = await _scan.PlanFilesAsync(filter, cancellationToken);
        var wholly = tasks.Where(t => MatchesAll(filter, t)).ToArray();
        var partly = tasks.Except(wholly).ToArray();
        var query = await _scan.Select(RowIdentity).ToQueryAsync(partly, filter, cancellationToken);
        using var positions = new TemporaryTable(
            connection, "bourse_gone_" + RandomIds.Hex(random), $"SELECT _file AS file, _pos AS pos FROM ({query.Sql})", cancellationToken);
        var delta = await new RowReplacement(connection, table, _scan, random, orderBy: [])
            .RunAsync(wholly, partly, positions.Sql, await comes(tasks), _properties.ModeOf(operation), cancellationToken);
        if (partial == PartialFiles.Refuse && delta.Referenced.Concat(delta.Copied).FirstOrDefault() is { } file)
            throw new ArgumentException($"The condition concerns only some rows of the file '{file}', and this overwrite is for whole files.", nameof(filter));
        return delta with { NoneAddedWhere = _properties.IsSerializable(operation) ? filter : null };
    }

    private bool MatchesAll(Expression filter, ScanTask task) =>
        new FilePruning(filter, _schema, table.Metadata.SpecOf(task.File.SpecId), table.Metadata.PartitionTypeOf(task.File.SpecId)).MatchesAll(task.File);

    // Rows that come were made from rows that go: deleting one of those meanwhile would bring it back.
    private static RowDelta CopiesAll(RowDelta delta) =>
        delta with { Copied = delta.Removed.Select(f => f.Path).Concat(delta.Referenced).Concat(delta.Copied).Distinct().ToValueList() };
}
