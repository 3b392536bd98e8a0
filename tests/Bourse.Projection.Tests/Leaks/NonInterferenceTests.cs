using Bourse.Access.Authorization;
using Bourse.Iceberg.Partitioning;
using Bourse.Iceberg.Schemas;
using Bourse.Projection.Tests.Support;

namespace Bourse.Projection.Tests.Leaks;

/// <summary>Two exchanges whose sources differ in what a client may not see: the client must not be able to tell them apart.</summary>
public sealed class NonInterferenceTests
{
    private static readonly RuleSet s_rules = ProjectionWorld.Rules(Funds.InRegion("EU"), Funds.Visible);

    [Fact]
    public async Task Hidden_cells_change_no_byte_of_listings_metadata_or_data() => await RequireEqualAsync(
        null,
        [Funds.Rows(0, 3000), Funds.Rows(3000, 500)],
        [Hidden(Funds.Rows(0, 3000, "'OTHER' || (i * 7)", "i * 1000003")), Hidden(Funds.Rows(3000, 500, "NULL", "NULL"))]);

    [Fact]
    public async Task Hidden_cells_change_no_byte_when_a_visible_column_partitions_the_table() => await RequireEqualAsync(
        Funds.ByMonth,
        [Funds.Rows(0, 400), Funds.Rows(400, 100)],
        [Hidden(Funds.Rows(0, 400, "'OTHER'", "-i"), keepDay: true), Hidden(Funds.Rows(400, 100, "'x'", "0"), keepDay: true)]);

    [Fact]
    public async Task Where_and_how_many_hidden_rows_lie_in_row_groups_that_all_have_some_changes_no_byte() => await RequireEqualAsync(
        null,
        [Many(skip: "i % 2 = 0"), Many(skip: "i % 7 = 3")],
        [Many(skip: "i < 150000 AND i % 1000 > 0"), Many(skip: "FALSE")],
        rowGroupRows: 10_000);

    [Theory]
    [InlineData("'M' || (i * 104729 % 10007)", 1024)]
    [InlineData("NULL", 1024)]
    [InlineData("'M' || (i * 7919 % 10007)", 3072)]
    public async Task Neither_hidden_cells_nor_how_many_rows_a_run_hides_change_a_byte_of_a_spliced_object(string manager, int hidden) => await RequireEqualAsync(
        null,
        [Spliced("'M' || (i * 7919 % 10007)", 1024)],
        [Spliced(manager, hidden)],
        rowGroupRows: 2048,
        virtualObjects: 1);

    [Fact]
    public async Task A_file_with_hidden_rows_looks_like_one_without() => await RequireEqualAsync(
        null,
        [Many(skip: "TRUE"), Many(skip: "TRUE")],
        [Many(skip: "i % 7 = 3"), Many(skip: "FALSE")],
        rules: ProjectionWorld.Rules(Funds.InRegion("EU"), 1, 2, 3, 4, 5, 6));

    [Fact]
    public async Task The_order_of_rows_does_not_follow_a_hidden_column_that_the_source_is_sorted_by() => await RequireEqualAsync(
        null,
        [Funds.Rows(0, 3000, "'M' || i")],
        [Funds.Rows(0, 3000, "'M' || (3000 - i)")],
        schema: new Schema(0, [.. Funds.Schema.Fields.OrderByDescending(f => f.Id == Funds.Manager)]));

    [Fact]
    public async Task The_order_of_files_does_not_follow_a_hidden_column_that_partitions_the_source() => await RequireEqualAsync(
        new PartitionSpec(0, [new PartitionField(Funds.Manager, 1000, "manager", new Transform.Identity())]),
        [Funds.Rows(0, 300, "'M' || (i % 5)")],
        [Funds.Rows(0, 300, "'M' || (4 - i % 5)")]);

    [Fact]
    public async Task A_file_of_which_only_hidden_cells_were_rewritten_keeps_its_name()
    {
        await using var world = await ProjectionWorld.CreateAsync(Funds.Schema);
        await world.AppendAsync(Funds.Rows(0, 400));
        var first = await world.ServeAsync(s_rules, 1);
        await world.OverwriteAsync(Hidden(Funds.Rows(0, 400, "'changed'", "0")));

        var second = await world.ServeAsync(s_rules, 2);

        Assert.Equal(Data(first), Data(second));
        using var copy = await ClientCopy.DownloadAsync(world.Served, second);
        Assert.Equal("0", copy.Table.Metadata.CurrentSnapshot!.Summary["added-data-files"]);
    }

    // Rows that the rules hide get other values in every column they have.
    private static string Hidden(string rows, bool keepDay = false) =>
        $"""
        SELECT CASE WHEN region = 'EU' THEN fund_id ELSE 'Z' || fee END AS fund_id,
               {(keepDay ? "valid_date" : "CASE WHEN region = 'EU' THEN valid_date ELSE DATE '1999-09-09' END")} AS valid_date,
               CASE WHEN region = 'EU' THEN nav ELSE -nav END AS nav,
               CASE WHEN region = 'EU' THEN region ELSE 'MARS' END AS region, manager_marker_column, fee
        FROM ({rows})
        """;

    // 250,000 visible rows, and between them as many hidden ones as the skip condition leaves: files are stored sorted, and the hidden ones sort in between.
    private static string Many(string skip) =>
        $"""
        SELECT 'F' AS fund_id, DATE '2026-01-01' AS valid_date, CAST(i AS DOUBLE) AS nav, 'EU' AS region, 'm' AS manager_marker_column, i AS fee
        FROM range(0, 250000) t(i)
        UNION ALL
        SELECT 'F', DATE '2026-01-01', i + 0.5, 'US', 'm', i FROM range(0, 250000) t(i) WHERE NOT ({skip})
        """;

    // Two row groups of 2,048 visible rows, and between them 1,024 visible ones with hidden ones in between.
    private static string Spliced(string manager, int hidden) =>
        $"""
        SELECT 'F' AS fund_id, DATE '2026-01-01' AS valid_date, nav, region, {manager} AS manager_marker_column, i AS fee
        FROM (SELECT i, CAST(i AS DOUBLE) AS nav, 'EU' AS region FROM range(0, 5120) t(i)
              UNION ALL SELECT i, 2048 + (i + 0.5) * 1024 / {hidden}, 'US' FROM range(0, {hidden}) t(i))
        """;

    private static async Task RequireEqualAsync(
        PartitionSpec? spec, string[] one, string[] other, int rowGroupRows = 122_880, RuleSet? rules = null, Schema? schema = null, int virtualObjects = 0)
    {
        using var left = await SeeAsync(spec, one, rowGroupRows, rules, schema, virtualObjects);
        using var right = await SeeAsync(spec, other, rowGroupRows, rules, schema, virtualObjects);
        left.RequireEqual(right);
    }

    private static async Task<ClientCopy> SeeAsync(PartitionSpec? spec, string[] appends, int rowGroupRows, RuleSet? rules, Schema? schema, int virtualObjects)
    {
        await using var world = await ProjectionWorld.CreateAsync(schema ?? Funds.Schema, spec);
        world.RowGroupRows = rowGroupRows;
        ProjectedTable? table = null;
        for (var i = 0; i < appends.Length; i++)
        {
            await world.AppendAsync(appends[i]);
            table = await world.ServeAsync(rules ?? s_rules, i + 1);
        }
        Assert.True(table!.RowCount > 0);
        Assert.Equal(virtualObjects, (await world.StoredAsync("virtual/")).Count);
        return await ClientCopy.DownloadAsync(world.Served, table);
    }

    private static IEnumerable<string> Data(ProjectedTable table) => table.Objects.Select(o => o.Key).Where(k => k.Contains("/data/", StringComparison.Ordinal));
}
