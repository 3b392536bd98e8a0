using Bourse.Iceberg;
using Bourse.Iceberg.Expressions;
using Bourse.Iceberg.Metadata;
using Bourse.Iceberg.Partitioning;
using Bourse.Iceberg.Schemas;
using Bourse.Projection.Tests.Support;

namespace Bourse.Projection.Tests.Building;

public sealed class ProjectedTableTests
{
    [Fact]
    public async Task The_metadata_says_only_what_the_rules_allow()
    {
        var sort =
            new SortOrder(3, [new SortField(Funds.Fund, new Transform.Identity(), false, true), new SortField(Funds.Region, new Transform.Identity(), false, true)]);
        var properties = new TextDictionary([new("owner", "PROPERTY-MARKER"), new("read.split.target-size", "1048576")]);
        await using var world = await ProjectionWorld.CreateAsync(Funds.Schema, Funds.ByMonth, properties, sort);
        await world.AppendAsync(Funds.Rows(0, 200));

        var table = await world.ServeAsync(ProjectionWorld.Rules(Funds.InFunds("F1"), Funds.Visible), 7);

        using var copy = await ClientCopy.DownloadAsync(world.Served, table);
        var metadata = copy.Table.Metadata;
        Assert.Equal(Funds.Schema.Select(new HashSet<int>(Funds.Visible)), metadata.CurrentSchema);
        Assert.Equal(Funds.Nav, metadata.LastColumnId);
        Assert.Equal([new PartitionField(Funds.Day, 1000, "valid_date_month", new Transform.Month())], metadata.DefaultSpec.Fields);
        Assert.Equal([new SortField(Funds.Fund, new Transform.Identity(), false, true)], metadata.SortOrders.Single(o => o.Id == metadata.DefaultSortOrderId).Fields);
        Assert.Equal(new TextDictionary([new("read.split.target-size", "1048576")]), metadata.Properties);
        Assert.Equal(ProjectionWorld.FirstPublished.AddDays(7).ToUnixTimeMilliseconds(), metadata.LastUpdatedMs);
        Assert.Equal(ProjectionWorld.FirstPublished.AddDays(7).ToUnixTimeMilliseconds(), metadata.CurrentSnapshot!.TimestampMs);
        Assert.Equal(["main", "rev-7"], metadata.Refs.Keys);
        Assert.Equal("50", metadata.CurrentSnapshot.Summary["total-records"]);
        Assert.Equal("append", metadata.CurrentSnapshot.Operation);
    }

    [Fact]
    public async Task A_file_that_holds_a_dropped_column_is_not_shared()
    {
        await using var world = await ProjectionWorld.CreateAsync(Funds.Schema);
        await world.AppendAsync(Funds.Rows(0, 4, manager: "'DROPPED'"));
        var without = Funds.Schema.Select(new HashSet<int> { 1, 2, 3, 4, 6 });
        await world.CommitAsync(world.Begin().SetSchema(without));

        var table = await world.ServeAsync(ProjectionWorld.Rules(Expression.True, 1, 2, 3, 4, 6), 1);

        Assert.Equal("projections", Assert.Single(table.Objects, o => o.Key.Contains("/data/", StringComparison.Ordinal)).Content.Store);
    }

    [Fact]
    public async Task A_row_for_which_the_filter_is_unknown_is_not_seen()
    {
        await using var world = await ProjectionWorld.CreateAsync(Funds.Schema);
        var rows = "SELECT 'F1' AS fund_id, DATE '2026-01-01' AS valid_date, 1.0 AS nav, r AS region, 'm' AS manager_marker_column, 1 AS fee FROM (VALUES ('EU'), "
            + "('US'), (NULL)) t(r)";
        await world.AppendAsync(rows);

        var table = await world.ServeAsync(ProjectionWorld.Rules(new Expression.Not(Funds.InRegion("EU")), Funds.Visible), 1);

        Assert.Equal(1, table.RowCount);
    }

    [Fact]
    public async Task An_agreement_that_may_see_no_row_gets_an_empty_table()
    {
        await using var world = await ProjectionWorld.CreateAsync(Funds.Schema);
        await world.AppendAsync(Funds.Rows(0, 40));

        var table = await world.ServeAsync(ProjectionWorld.Rules(Expression.False, Funds.Visible), 1);

        Assert.Equal(0, table.RowCount);
        using var copy = await ClientCopy.DownloadAsync(world.Served, table);
        Assert.Empty(await copy.RowsAsync(world.Connection, 1));
        Assert.Equal(2, table.Objects.Length);
    }

    [Fact]
    public async Task A_replaced_file_is_named_as_removed_for_readers_of_changes()
    {
        await using var world = await ProjectionWorld.CreateAsync(Funds.Schema);
        await world.AppendAsync(Funds.Rows(0, 40));
        var rules = ProjectionWorld.Rules(Funds.InFunds("F1"), Funds.Visible);
        await world.ServeAsync(rules, 1);
        await world.OverwriteAsync(Funds.Rows(4, 40));

        var table = await world.ServeAsync(rules, 2);

        using var copy = await ClientCopy.DownloadAsync(world.Served, table);
        var loaded = copy.Table;
        Assert.Equal("overwrite", loaded.Metadata.CurrentSnapshot!.Operation);
        Assert.Equal("1", loaded.Metadata.CurrentSnapshot.Summary["deleted-data-files"]);
        Assert.Equal(1, (await loaded.Scan().ManifestsAsync()).Sum(m => m.DeletedFiles));
        Assert.Equal(SourceRows.Query(world.Connection, $"SELECT fund_id, valid_date, nav FROM ({Funds.Rows(0, 40)}) WHERE fund_id = 'F1'"),
            await copy.RowsAsync(world.Connection, 1));
        Assert.Equal(SourceRows.Query(world.Connection, $"SELECT fund_id, valid_date, nav FROM ({Funds.Rows(4, 40)}) WHERE fund_id = 'F1'"),
            await copy.RowsAsync(world.Connection, 2));
    }

    [Fact]
    public async Task Rules_that_allow_no_existing_column_or_filter_by_one_that_is_gone_are_refused()
    {
        await using var world = await ProjectionWorld.CreateAsync(Funds.Schema);
        await world.AppendAsync(Funds.Rows(0, 4));

        var none = await Assert.ThrowsAsync<ProjectionRefusedException>(() => world.Builder.PrepareAsync(world.Request(ProjectionWorld.Rules(Expression.True, 77), 1)));
        var gone = await Assert.ThrowsAsync<ProjectionRefusedException>(
            () => world.Builder.PrepareAsync(world.Request(ProjectionWorld.Rules(new Expression.NotNull(78), 1), 1)));

        Assert.StartsWith("The rule set allows none of the table's columns.", none.Message, StringComparison.Ordinal);
        Assert.StartsWith("The condition names field 78", gone.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_renamed_hidden_column_changes_nothing_and_a_renamed_visible_one_keeps_its_id()
    {
        await using var world = await ProjectionWorld.CreateAsync(Funds.Schema);
        await world.AppendAsync(Funds.Rows(0, 40));
        var rules = ProjectionWorld.Rules(Funds.InRegion("EU"), Funds.Visible);
        var before = await world.ServeAsync(rules, 1);
        await world.CommitAsync(world.Begin().SetSchema(Rename(Rename(Funds.Schema, Funds.Region, "fund_region"), Funds.Manager, "nav2")));
        var hidden = await world.ServeAsync(rules, 2);
        await world.CommitAsync(world.Begin().SetSchema(Rename(world.Source.Metadata.CurrentSchema, Funds.Nav, "net_asset_value")));

        var visible = await world.ServeAsync(rules, 3);

        Assert.Equal(before.Schema, hidden.Schema);
        Assert.Equal(
            before.Objects.Where(o => o.Key.Contains("/data/", StringComparison.Ordinal)), hidden.Objects.Where(o => o.Key.Contains("/data/", StringComparison.Ordinal)));
        Assert.Equal("net_asset_value", visible.Schema.FindColumn(Funds.Nav)!.Name);
        using var copy = await ClientCopy.DownloadAsync(world.Served, visible);
        Assert.Equal(await copy.RowsAsync(world.Connection, 1), await copy.RowsAsync(world.Connection, 3));
    }

    [Fact]
    public async Task A_snapshot_with_an_unprojectable_file_is_refused_and_nothing_is_served()
    {
        await using var world = await ProjectionWorld.CreateAsync(Funds.Schema);
        var path = world.SourceFiles.NewTemporaryPath(".parquet");
        world.Connection.Execute($"COPY (SELECT 'F1' AS fund_id, 1.0 AS nav) TO '{path}' (FORMAT parquet)");
        var location = world.Source.Metadata.Location + "/data/foreign.parquet";
        var length = new FileInfo(path).Length;
        await world.SourceFiles.AdoptAsync(location, path);
        await world.CommitAsync(world.Begin().Append(
            [new Bourse.Iceberg.Manifests.DataFile { Path = location, SpecId = 0, Partition = [], RecordCount = 1, FileSizeBytes = length }]));

        var refused = await Assert.ThrowsAsync<Bourse.Iceberg.IcebergFormatException>(
            () => world.ServeAsync(ProjectionWorld.Rules(new Expression.IsNull(Funds.Region), Funds.Visible), 1));

        Assert.EndsWith("has columns without field ids, so no rule can bind to them.", refused.Message, StringComparison.Ordinal);
        Assert.Null(await world.FindAsync());
    }

    private static Schema Rename(Schema schema, int id, string name) =>
        new(schema.Id, [.. schema.Fields.Select(f => f.Id == id ? f with { Name = name } : f)]);
}
