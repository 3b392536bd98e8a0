using Bourse.Iceberg.Expressions;
using Bourse.Iceberg.Partitioning;
using Bourse.Iceberg.Scanning;
using Bourse.Iceberg.Schemas;
using Bourse.Iceberg.Tests.Support;
using Bourse.Iceberg.Writing.Rows;

namespace Bourse.Iceberg.Tests.Peers;

/// <summary>Tables written here are read right by engines this team did not write.</summary>
public sealed class PeerTests : IDisposable
{
    private static readonly Schema Columns = new(0,
    [
        new(1, "id", new IcebergType.Int(), true),
        new(2, "fund", new IcebergType.String(), false),
        new(3, "day", new IcebergType.Date(), false),
        new(4, "nav", new IcebergType.Decimal(18, 6), false),
        new(5, "weight", new IcebergType.Double(), false),
        new(6, "known", new IcebergType.TimestampTz(), false),
    ]);

    private static readonly PartitionSpec Spec = new(0, [new(2, 1000, "fund", new Transform.Identity()), new(3, 1001, "day_month", new Transform.Month())]);

    private readonly Lake _lake = new();

    public void Dispose() => _lake.Dispose();

    [PeerFact("chdb")]
    public async Task ClickHouse_reads_appends_overwrites_and_partitions()
    {
        var table = await WriteHistoryAsync();
        const string query = "SELECT toString(id), fund, toString(day), toString(nav), toString(weight), toString(toUnixTimestamp64Micro(known)) FROM {table}";
        var rows = Node.Run("chdb.mjs", "chdb", Path.GetDirectoryName(_lake.TableFolder)!, Path.GetFileName(_lake.TableFolder), query);
        Assert.Equal(await ExpectedAsync(table), rows);

        // With a condition the engine prunes by our partition values, summaries and bounds.
        var some = Node.Run(
            "chdb.mjs", "chdb", Path.GetDirectoryName(_lake.TableFolder)!, Path.GetFileName(_lake.TableFolder),
            "SELECT toString(id) FROM {table} WHERE fund = 'FND002' AND day >= '2023-02-15' AND nav > 1 SETTINGS use_iceberg_partition_pruning = 1");
        Assert.Equal(_lake.Text(
            $"SELECT '[\"' || id || '\"]' FROM ({await table.Scan().ToSqlAsync(Expression.True)}) WHERE fund = 'FND002' AND day >= '2023-02-15' AND nav > 1"), some);
        Assert.NotEmpty(some);
    }

    [PeerFact("chdb")]
    public async Task ClickHouse_reads_every_transform_position_deletes_updates_and_merges()
    {
        var table = await _lake.CreateAsync(Columns);
        table = await _lake.CommitAsync(
            _lake.Begin(table).SetProperties(new TextDictionary([new("write.delete.mode", "merge-on-read"), new("write.merge.mode", "merge-on-read")])));
        table = await _lake.AppendAsync(table, Rows(0, 500));
        (string Column, Transform Transform)[] fields =
        [
            ("id", new Transform.Bucket(4)), ("fund", new Transform.Truncate(5)), ("day", new Transform.Year()), ("day", new Transform.Month()),
            ("day", new Transform.Day()), ("known", new Transform.Hour()), ("fund", new Transform.Identity()),
        ];
        for (var i = 0; i < fields.Length; i++)
        {
            var (column, transform) = fields[i];
            table = await _lake.CommitAsync(_lake.Begin(table).UpdateSpec(s => (s.Fields.Count > 0 ? s.Remove(s.Fields[0].Name) : s).Add(column, transform, $"p{i}")));
            table = await _lake.AppendAsync(table, Rows(1000 * (i + 1), 300));
        }
        var where = new ColumnConditions(table.Metadata.CurrentSchema);
        table = await _lake.CommitAsync(_lake.Begin(table).Apply(await Writer(table).DeleteAsync(where.Compare("weight", ComparisonOperator.Less, 40.0))));
        table = await _lake.CommitAsync(_lake.Begin(table).Apply(await Writer(table).MergeAsync(new MergeRequest { SourceSql = Rows(1290, 20), Keys = ["id"] })));
        Assert.Contains(await table.Scan().PlanFilesAsync(Expression.True), t => t.Deletes.Count > 0);
        const string query = "SELECT toString(id), fund, toString(day), toString(nav), toString(weight), toString(toUnixTimestamp64Micro(known)) FROM {table}";
        Assert.Equal(await ExpectedAsync(table), Node.Run("chdb.mjs", "chdb", Path.GetDirectoryName(_lake.TableFolder)!, Path.GetFileName(_lake.TableFolder), query));
    }

    [PeerFact("chdb")]
    public async Task ClickHouse_reads_renamed_added_dropped_and_widened_columns()
    {
        var table = await _lake.AppendAsync(await _lake.CreateAsync(Columns, Spec), Rows(0, 200));
        table = await _lake.CommitAsync(_lake.Begin(table).UpdateSchema(s => s
            .Rename("weight", "share").Drop("known").Widen("id", new IcebergType.Long()).Add("note", new IcebergType.String()).MoveFirst("note")));
        table = await _lake.AppendAsync(table, "SELECT 5000000000 AS id, 'new' AS note, 'FND009' AS fund, 2.5 AS share");
        var rows = Node.Run(
            "chdb.mjs", "chdb", Path.GetDirectoryName(_lake.TableFolder)!, Path.GetFileName(_lake.TableFolder),
            "SELECT note, toString(id), fund, toString(share) FROM {table}");
        var values = new[] { "note", "id::VARCHAR", "fund", "regexp_replace(share::VARCHAR, '[.]0$', '')" }.Select(v => $"coalesce('\"' || {v} || '\"', 'null')");
        Assert.Equal(_lake.Text($"SELECT '[' || {string.Join(" || ', ' || ", values)} || ']' FROM ({await table.Scan().ToSqlAsync(Expression.True)})"), rows);
    }

    [PeerFact("icebird")]
    public async Task Icebird_reads_appends_and_partitions()
    {
        var table = await WriteHistoryAsync();
        var rows = Node.Run("icebird.mjs", "icebird", Path.Combine(_lake.Folder, "objects"), table.Metadata.Location, Path.GetFileName(table.MetadataLocation));
        var sql = await table.Scan().ToSqlAsync(Expression.True);
        Assert.Equal(
            _lake.Text($"SELECT count(*), count(DISTINCT id) FROM ({sql})"),
            [$"{rows.Count}|{rows.Select(r => r.Split(',')[0]).Distinct().Count()}"]);
    }

    private RowWriter Writer(IcebergTable table) => new(_lake.Connection, table, _lake.Random);

    private async Task<IcebergTable> WriteHistoryAsync()
    {
        var table = await _lake.CreateAsync(Columns, Spec);
        table = await _lake.AppendAsync(table, Rows(0, 100));
        table = await _lake.CommitAsync(_lake.Begin(table).SetTag("rev-1").Overwrite(await _lake.WriteAsync(table, Rows(50, 5000))));
        table = await _lake.AppendAsync(table, Rows(6000, 3000));
        return await _lake.AppendAsync(table, "SELECT -1 AS id, NULL AS fund, NULL AS day, NULL AS nav, NULL AS weight, NULL AS known");
    }

    // ClickHouse writes numbers without the zeros after the point.
    private async Task<List<string>> ExpectedAsync(IcebergTable table)
    {
        string[] values =
        [
            "id::VARCHAR", "fund", "day::VARCHAR", "regexp_replace(nav::VARCHAR, '[.]?0+$', '')", "regexp_replace(weight::VARCHAR, '[.]0$', '')",
            "epoch_us(known)::VARCHAR",
        ];
        var json = string.Join(" || ', ' || ", values.Select(v => $"coalesce('\"' || {v} || '\"', 'null')"));
        return _lake.Text($"SELECT '[' || {json} || ']' FROM ({await table.Scan().ToSqlAsync(Expression.True)})");
    }

    private static string Rows(int from, int count) =>
        "SELECT i::INTEGER AS id, 'FND00' || (i % 4) AS fund, DATE '2023-01-01' + (i % 90)::INTEGER AS day, (i / 7.0)::DECIMAL(18, 6) AS nav, " +
        $"CASE WHEN i % 10 > 0 THEN i / 4 END AS weight, TIMESTAMPTZ '2023-01-01 00:00:00Z' + to_microseconds(i * 1000003) AS known FROM range({from}, "
            + $"{from + count}) r(i)";
}
