using System.Globalization;
using Bourse.Iceberg.Expressions;
using Bourse.Iceberg.Partitioning;
using Bourse.Iceberg.Tests.Peers;
using Bourse.Projection.Tests.Support;

namespace Bourse.Projection.Tests.Peers;

/// <summary>A projection is a table to an engine that this team did not write.</summary>
public sealed class ClickHouseTests
{
    private static readonly PartitionSpec Spec = new(0, [new(2, 1000, "fund", new Transform.Identity()), new(3, 1001, "day_month", new Transform.Month())]);

    // ClickHouse and DuckDB spell some numbers differently, so the digits are compared as integers.
    private const string Query = "SELECT toString(id), fund, toString(toInt64(nav * 1000000)) FROM {table}";

    [PeerFact("chdb")]
    public async Task ClickHouse_reads_shared_files_pieces_removed_rows_and_partitions()
    {
        await using var world = await ProjectionWorld.CreateAsync(RandomTables.Columns, Spec);
        // The third fund's files are pieces, for half of its rows are hidden; the others' files are shared or gone.
        var rules = ProjectionWorld.Rules(
            Expression.AnyOf(Expression.IsIn(2, new Literal.Text("F1")), Expression.AllOf(
                Expression.IsIn(2, new Literal.Text("F2")), new Expression.Compare(ComparisonOperator.Less, 1, new Literal.Integer(1500)))),
            1, 2, 3, 4, 5);
        await world.AppendAsync(Rows(0, 2000));
        await AssertReadAsync(world, await world.ServeAsync(rules, 1));
        await world.OverwriteAsync(Rows(1000, 1000));
        await AssertReadAsync(world, await world.ServeAsync(rules, 2));
        await world.AppendAsync(Rows(5000, 10));
        await AssertReadAsync(world, await world.ServeAsync(rules, 3));
    }

    [PeerFact("chdb")]
    public async Task ClickHouse_reads_a_projection_without_its_partition_column()
    {
        await using var world = await ProjectionWorld.CreateAsync(RandomTables.Columns, Spec);
        await world.AppendAsync(Rows(0, 500));
        var table = await world.ServeAsync(ProjectionWorld.Rules(Expression.IsIn(2, new Literal.Text("F1")), 1, 4), 1);
        Assert.Equal([(table.RowCount.ToString(CultureInfo.InvariantCulture))], Count(await ReadAsync(world, table, "SELECT count() FROM {table}")));
        Assert.Equal(125, table.RowCount);
    }

    private static async Task AssertReadAsync(ProjectionWorld world, ProjectedTable table)
    {
        using var copy = await ClientCopy.DownloadAsync(world.Served, table);
        var sql = await copy.Table.Scan().ToSqlAsync(Expression.True);
        using var result = world.Connection.Query(
            $"SELECT '[\"' || id || '\", \"' || fund || '\", \"' || (nav * 1000000)::BIGINT || '\"]' FROM ({sql})");
        var expected = result.Rows().Select(r => (string)r[0]!).Order(StringComparer.Ordinal).ToList();
        Assert.Equal(table.RowCount, expected.Count);
        Assert.NotEmpty(expected);
        Assert.Equal(expected, await ReadAsync(world, table, Query));

        // With a condition it prunes by the generated partition values, summaries and bounds.
        const string condition = "fund = 'F2' AND day >= '2023-02-15' AND nav > 1";
        using var some = world.Connection.Query($"SELECT '[\"' || id || '\"]' FROM ({sql}) WHERE {condition}");
        Assert.Equal(
            some.Rows().Select(r => (string)r[0]!).Order(StringComparer.Ordinal),
            await ReadAsync(world, table, $"SELECT toString(id) FROM {{table}} WHERE {condition} SETTINGS use_iceberg_partition_pruning = 1"));
    }

    private static async Task<List<string>> ReadAsync(ProjectionWorld world, ProjectedTable table, string query)
    {
        using var copy = await ClientCopy.DownloadAsync(world.Served, table);
        return Node.Run("chdb.mjs", "chdb", copy.PathOf(table.Table.Value), table.Uuid.ToString(), query);
    }

    private static List<string> Count(List<string> lines) => [.. lines.Select(l => l.Trim('[', ']', '"'))];

    private static string Rows(int from, int count) =>
        "SELECT i::INTEGER AS id, 'F' || (i % 4) AS fund, DATE '2023-01-01' + (i % 90)::INTEGER AS day, (i / 8.0)::DECIMAL(18, 6) AS nav, " +
        $"CASE WHEN i % 10 > 0 THEN i / 4 END AS weight FROM range({from}, {from + count}) r(i)";
}
