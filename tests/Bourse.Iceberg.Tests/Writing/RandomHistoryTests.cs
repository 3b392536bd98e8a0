using System.Globalization;
using Bourse.Iceberg.Expressions;
using Bourse.Iceberg.Manifests;
using Bourse.Iceberg.Partitioning;
using Bourse.Iceberg.Scanning;
using Bourse.Iceberg.Schemas;
using Bourse.Iceberg.Tests.Support;
using FsCheck;
using FsCheck.Fluent;

namespace Bourse.Iceberg.Tests.Writing;

public sealed class RandomHistoryTests
{
    private static readonly Schema Columns = new(0,
    [
        new(1, "id", new IcebergType.Int(), Required: true),
        new(2, "fund", new IcebergType.String(), Required: false),
        new(3, "day", new IcebergType.Date(), Required: false),
        new(4, "nav", new IcebergType.Decimal(18, 6), Required: false),
        new(5, "weight", new IcebergType.Double(), Required: false),
    ]);

    private static readonly PartitionSpec[] Specs =
    [
        PartitionSpec.Unpartitioned,
        new(0, [new(2, 1000, "fund", new Transform.Identity()), new(3, 1001, "day_month", new Transform.Month())]),
        new(0, [new(1, 1000, "id_bucket", new Transform.Bucket(3)), new(4, 1001, "nav_trunc", new Transform.Truncate(50))]),
        new(0, [new(3, 1000, "day_year", new Transform.Year()), new(2, 1001, "fund_trunc", new Transform.Truncate(2))]),
    ];

    [Fact]
    public void A_table_after_random_appends_overwrites_and_tags_reads_as_the_model_says() =>
        Prop.ForAll(ArbMap.Default.ArbFor<int>(), seed =>
        {
            RunAsync(new System.Random(seed)).GetAwaiter().GetResult();
            return true;
        }).Check(Config.QuickThrowOnFailure.WithMaxTest(Rounds.Of(6)));

    private static async Task RunAsync(System.Random random)
    {
        using var lake = new Lake();
        var table = await lake.CreateAsync(Columns, Specs[random.Next(Specs.Length)]);
        var current = new List<string>();
        var snapshots = new List<(long Id, long TimeMs, List<string> Rows)>();
        var tags = new Dictionary<string, List<string>>();
        for (var step = 0; step < 6; step++)
        {
            lake.Time.NowMs += random.Next(1, 1000);
            var rows = Enumerable.Range(0, random.Next(0, 40)).Select(_ => Row(random)).ToList();
            var files = await lake.WriteAsync(table, Select(rows));
            var overwrite = random.Next(3) == 0;
            var transaction = overwrite ? lake.Begin(table).Overwrite(files) : lake.Begin(table).Append(files);
            current = overwrite ? rows : [.. current, .. rows];
            if (random.Next(2) == 0)
            {
                transaction.SetTag($"rev-{step}");
                tags[$"rev-{step}"] = current;
            }
            table = await lake.CommitAsync(transaction);
            snapshots.Add((table.Metadata.CurrentSnapshotId!.Value, lake.Time.NowMs, current));
        }

        foreach (var (id, time, rows) in snapshots)
        {
            await AssertRowsAsync(lake, table.Scan(table.Metadata.FindSnapshot(id)), rows);
            Assert.Equal(id, table.Metadata.FindSnapshotAsOf(DateTimeOffset.FromUnixTimeMilliseconds(time))!.Id);
        }
        foreach (var (name, rows) in tags)
            await AssertRowsAsync(lake, table.Scan(table.Metadata.FindSnapshot(name)), rows);
        Assert.Null(table.Metadata.FindSnapshotAsOf(DateTimeOffset.FromUnixTimeMilliseconds(snapshots[0].TimeMs - 1)));
        await AssertCountsAsync(table, current);
        await AssertFiltersAsync(lake, table, random, current);
    }

    private static async Task AssertCountsAsync(IcebergTable table, List<string> rows)
    {
        var tasks = await table.Scan().PlanFilesAsync(Expression.True);
        Assert.Equal(rows.Count, tasks.Sum(t => t.File.RecordCount));
        var summary = table.Metadata.CurrentSnapshot!.Summary;
        Assert.Equal(rows.Count.ToString(CultureInfo.InvariantCulture), summary["total-records"]);
        Assert.Equal(tasks.Count.ToString(CultureInfo.InvariantCulture), summary["total-data-files"]);
        Assert.Equal(tasks.Sum(t => t.File.FileSizeBytes).ToString(CultureInfo.InvariantCulture), summary["total-files-size"]);
        Assert.All(tasks, t => Assert.Equal(FileContent.Data, t.File.Content));
    }

    // What pruning leaves out must hold no row that the engine, reading everything, would have found.
    private static async Task AssertFiltersAsync(Lake lake, IcebergTable table, System.Random random, List<string> rows)
    {
        for (var i = 0; i < 20; i++)
        {
            var filter = RandomExpressions.Condition(random, Columns, 3);
            var all = $"SELECT * FROM ({Select(rows)}) WHERE {filter.ToSql(Columns)}";
            Assert.Equal(lake.Text(all), await lake.RowsAsync(table, filter: filter));
        }
    }

    private static async Task AssertRowsAsync(Lake lake, TableScan scan, List<string> rows) =>
        Assert.Equal(lake.Text(Select(rows)), lake.Text(await scan.ToSqlAsync(Expression.True)));

    private static string Select(List<string> rows) =>
        "SELECT CAST(c0 AS INTEGER) AS id, CAST(c1 AS VARCHAR) AS fund, CAST(c2 AS DATE) AS day, CAST(c3 AS DECIMAL(18, 6)) AS nav, CAST(c4 AS DOUBLE) AS weight FROM "
        + (rows.Count == 0 ? "(VALUES (0, '', NULL, 0, 0)) v(c0, c1, c2, c3, c4) WHERE FALSE" : $"(VALUES {string.Join(", ", rows)}) v(c0, c1, c2, c3, c4)");

    private static string Row(System.Random random)
    {
        var row = new RowValues(random);
        return string.Create(CultureInfo.InvariantCulture, $"({row.Id}, {row.Fund}, {row.Day}, {row.Nav}, {row.Weight})");
    }
}
