using System.Globalization;
using Bourse.DuckDb;
using Bourse.Iceberg.Maintenance.Rewriting;
using Bourse.Iceberg.Scanning;
using Bourse.Iceberg.Schemas;
using Bourse.Iceberg.Writing;

namespace Bourse.Iceberg.Maintenance.Compaction;

/// <summary>Writes the rows of one bin, deletes applied, to as many files as it is to have; a bin whose rows are all deleted gives none.</summary>
/// <param name="table">The table.</param>
/// <param name="connection">The engine.</param>
/// <param name="start">The version whose rows are written.</param>
internal sealed class BinWriter(MaintainedTable table, DuckDbConnection connection, TableState start)
{
    public async Task<List<RewrittenFile>> WriteAsync(IReadOnlyList<ScanTask> tasks, int outputs, RowOrder order, CancellationToken cancellationToken)
    {
        using var held = table.Folder.HoldLocalFiles();
        var rows = (await start.Table.Scan().ToQueryAsync(tasks, cancellationToken)).Sql;
        var suffix = RandomIds.Hex(table.Random);
        using var buckets = SortBuckets.Load(connection, order.Order, order.Schema, rows, suffix, cancellationToken);
        var sorted = order.SortOrderId is null ? rows : $"SELECT * FROM ({rows}) ORDER BY {order.OrderBy(suffix)}";
        if (outputs == 1)
            return await WriteAsync(tasks, [sorted], order, cancellationToken);

        // Cut by count: equal numbers of ordered rows are files whose bounds do not overlap but for the rows at the cut.
        var staged = Sql.Identifier("temp", "bourse_compaction_" + suffix);
        try
        {
            connection.Execute($"CREATE TEMP TABLE {staged["\"temp\".".Length..]} AS {sorted}", cancellationToken);
            var count = connection.QuerySingle<long>($"SELECT count(*) FROM {staged}", cancellationToken);
            var each = Math.Max(1, (count + outputs - 1) / outputs);
            var parts = Enumerable.Range(0, outputs).Select(i => string.Create(
                CultureInfo.InvariantCulture, $"SELECT * FROM {staged} WHERE rowid >= {i * each} AND rowid < {(i + 1) * each} ORDER BY rowid"));
            return await WriteAsync(tasks, parts, order, cancellationToken);
        }
        finally
        {
            connection.Execute($"DROP TABLE IF EXISTS {staged}", CancellationToken.None);
        }
    }

    /// <summary>Writes the rows, deletes applied, as new rows of the table are written: by its default spec and sort order.</summary>
    public async Task<List<RewrittenFile>> RepartitionAsync(IReadOnlyList<ScanTask> tasks, CancellationToken cancellationToken)
    {
        using var held = table.Folder.HoldLocalFiles();
        var rows = (await start.Table.Scan().ToQueryAsync(tasks, cancellationToken)).Sql;
        var files = await new DataFileWriter(connection, table.Folder, table.Random).WriteAsync(DataFileRequest.Of(start.Table.Metadata, rows), cancellationToken);
        return [.. files.Select(file => new RewrittenFile(file, start.SequenceNumber))];
    }

    private async Task<List<RewrittenFile>> WriteAsync(
        IReadOnlyList<ScanTask> tasks, IEnumerable<string> selects, RowOrder order, CancellationToken cancellationToken)
    {
        var metadata = start.Table.Metadata;
        var writer = new RewrittenFileWriter(table.Folder, connection, MaintenancePolicy.Of(metadata.Properties).Layout);
        var written = new List<RewrittenFile>();
        foreach (var select in selects)
        {
            var like = RewrittenFileWriter.Like(tasks[0].File, table.NewDataLocation(metadata)) with { SortOrderId = order.SortOrderId };
            if (await writer.WriteAsync(select, EngineTypes.FieldIds(metadata.CurrentSchema), metadata.CurrentSchema, like, cancellationToken) is { } file)
                written.Add(new RewrittenFile(file, start.SequenceNumber));
        }
        return written;
    }
}
