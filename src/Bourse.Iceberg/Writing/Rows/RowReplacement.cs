using System.Security.Cryptography;
using Bourse.DuckDb;
using Bourse.Iceberg.Expressions;
using Bourse.Iceberg.Manifests;
using Bourse.Iceberg.Scanning;
using Bourse.Iceberg.Writing.Deltas;

namespace Bourse.Iceberg.Writing.Rows;

/// <summary>
/// Makes a delta of rows that go, by file and position, and rows that come:
/// 1. a file all of whose rows go is taken out;
/// 2. of the others, each is rewritten or gets position deletes: as the setting says, or the cheaper way: a file up to <see cref="SmallFileBytes"/> is rewritten,
///    since a delete file beside it would cost readers as much, and so is one that loses a fifth of its rows or more;
/// 3. the rows that come, and those that stay of rewritten files, are written as new files of the default spec.
/// </summary>
/// <param name="connection">The session that has the positions.</param>
/// <param name="table">The table.</param>
/// <param name="scan">The snapshot that was read.</param>
/// <param name="random">Names files.</param>
/// <param name="orderBy">The columns that rows of new files are sorted by, after the table's sort order.</param>
internal sealed class RowReplacement(DuckDbConnection connection, IcebergTable table, TableScan scan, RandomNumberGenerator random, ValueList<int> orderBy)
{
    /// <summary>A file up to this size is rewritten rather than given deletes, unless the setting says otherwise.</summary>
    public const long SmallFileBytes = 4 << 20;

    private const int RewriteShareInverse = 5;

    /// <summary>Makes the delta.</summary>
    /// <param name="wholly">Files that go, known without reading them.</param>
    /// <param name="partly">Files of which rows may go.</param>
    /// <param name="positions">The engine's table of the rows that go, with the columns <c>file</c> and <c>pos</c>.</param>
    /// <param name="comes">SELECTs of the rows that come, columns in the schema's order.</param>
    /// <param name="mode">How rows go; null for the cheaper way.</param>
    /// <param name="cancellationToken">Ends the call.</param>
    public async Task<RowDelta> RunAsync(
        IReadOnlyList<ScanTask> wholly, IReadOnlyList<ScanTask> partly, string positions, IEnumerable<string> comes, RowLevelMode? mode,
        CancellationToken cancellationToken)
    {
        var gone = Counts($"SELECT file, count(*) FROM {positions} GROUP BY file", cancellationToken);
        var touched = partly.Where(t => gone.ContainsKey(t.File.Path)).ToArray();
        var live = await LiveRowsAsync(touched, cancellationToken);
        var removed = wholly.Concat(touched.Where(t => gone[t.File.Path] == live[t.File.Path])).ToArray();
        var rest = touched.Where(t => gone[t.File.Path] < live[t.File.Path]).ToArray();
        var rewritten = rest.Where(t => Rewrites(t, gone[t.File.Path], live[t.File.Path], mode)).ToArray();
        var deleted = rest.Except(rewritten).Select(t => t.File).ToArray();

        var sources = comes.ToList();
        if (rewritten.Length > 0)
            sources.Add(await KeptRowsAsync(rewritten, positions, cancellationToken));
        return new RowDelta
        {
            Added = await WriteAsync(sources, cancellationToken),
            AddedDeletes = await WriteDeletesAsync(deleted, positions, cancellationToken),
            Removed = removed.Concat(rewritten).Select(t => t.File).ToValueList(),
            Referenced = deleted.Select(f => f.Path).ToValueList(),
            Copied = rewritten.Select(t => t.File.Path).ToValueList(),
            ReadSnapshotId = scan.Snapshot?.Id,
        };
    }

    private static bool Rewrites(ScanTask task, long gone, long live, RowLevelMode? mode) => mode switch
    {
        RowLevelMode.CopyOnWrite => true,
        RowLevelMode.MergeOnRead => false,
        _ => task.File.FileSizeBytes <= SmallFileBytes || gone * RewriteShareInverse >= live,
    };

    // Rows that were deleted before are not there to be kept.
    private async Task<Dictionary<string, long>> LiveRowsAsync(ScanTask[] tasks, CancellationToken cancellationToken)
    {
        var live = tasks.Where(t => t.Deletes.Count == 0).ToDictionary(t => t.File.Path, t => t.File.RecordCount);
        var others = tasks.Where(t => t.Deletes.Count > 0).ToArray();
        if (others.Length == 0)
            return live;
        var query = await scan.Select(MetadataColumns.File.Name).ToQueryAsync(others, Expression.True, cancellationToken);
        foreach (var (file, count) in Counts($"SELECT _file, count(*) FROM ({query.Sql}) GROUP BY _file", cancellationToken))
            live[file] = count;
        return live;
    }

    private Dictionary<string, long> Counts(string sql, CancellationToken cancellationToken)
    {
        using var result = connection.Query(sql, cancellationToken);
        return result.Rows().ToDictionary(r => (string)r[0]!, r => (long)r[1]!, StringComparer.Ordinal);
    }

    private async Task<string> KeptRowsAsync(ScanTask[] rewritten, string positions, CancellationToken cancellationToken)
    {
        var names = table.Metadata.CurrentSchema.Fields.Select(f => f.Name);
        var query = await scan.Select(names.Append(MetadataColumns.File.Name).Append(MetadataColumns.Position.Name))
            .ToQueryAsync(rewritten, Expression.True, cancellationToken);
        return $"SELECT * EXCLUDE (_file, _pos) FROM ({query.Sql}) AS kept ANTI JOIN {positions} AS gone ON gone.file = kept._file AND gone.pos = kept._pos";
    }

    private async Task<ValueList<DataFile>> WriteAsync(List<string> sources, CancellationToken cancellationToken)
    {
        if (sources.Count == 0)
            return [];
        var rows = string.Join(" UNION ALL ", sources.Select(s => $"SELECT * FROM ({s})"));
        var request = DataFileRequest.Of(table.Metadata, rows) with { OrderBy = orderBy };
        return (await new DataFileWriter(connection, table.Files, random).WriteAsync(request, cancellationToken)).ToValueList();
    }

    private async Task<ValueList<DataFile>> WriteDeletesAsync(DataFile[] data, string positions, CancellationToken cancellationToken)
    {
        var writer = new PositionDeleteWriter(connection, table, random);
        var groups = WriteProperties.Of(table.Metadata.Properties).DeletesByPartition
            ? data.GroupBy(f => (f.SpecId, f.Partition)).Select(g => g.ToArray())
            : data.Select(f => new[] { f });
        var written = new List<DataFile>();
        foreach (var group in groups)
            written.Add(await writer.WriteAsync(positions, group, cancellationToken));
        return written.ToValueList();
    }
}
