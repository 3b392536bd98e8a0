using Bourse.Access.Authorization;
using Bourse.Iceberg.Expressions;
using Bourse.Iceberg.Parquet;
using Bourse.Iceberg.Partitioning;
using Bourse.Iceberg.Schemas;
using Bourse.Projection.Tests.Support;

namespace Bourse.Projection.Tests.Building;

public sealed class ChainTests
{
    private const string Rows = "SELECT i::INTEGER AS id, 'FND00' || (i % 3) AS fund, i / 2.0 AS weight FROM range(300) r(i)";

    private static readonly Schema Columns = new(0,
    [
        new(1, "id", new IcebergType.Int(), true),
        new(2, "fund", new IcebergType.String(), false),
        new(3, "weight", new IcebergType.Double(), false),
    ]);

    private static readonly Expression OneFund = Expression.IsIn(2, new Literal.Text("FND001"));

    [Fact]
    public async Task Rules_that_differ_in_rows_alone_share_no_piece()
    {
        await using var world = await StartAsync();
        var rules = new[] { "FND000", "FND001", "FND002" }.Select(f => ProjectionWorld.Rules(Expression.IsIn(2, new Literal.Text(f)), 1, 2)).ToArray();
        var source = await SourceRows.ReadAsync(world.Connection, world.Source);
        foreach (var (one, number) in rules.Select((r, i) => (r, i)))
        {
            var table = await world.ServeAsync(one, 1, AgreementId.Parse($"CTR-{number}"));
            using var copy = await ClientCopy.DownloadAsync(world.Served, table);
            Assert.Equal(SourceRows.Allowed(Columns, source, one), await copy.RowsAsync(world.Connection));
        }
        Assert.Equal(3, (await world.StoredAsync("pieces/")).Count);
    }

    [Fact]
    public async Task A_second_agreement_with_equal_rules_gets_the_pieces_of_the_first_under_names_of_its_own()
    {
        await using var world = await StartAsync();
        var first = await world.ServeAsync(ProjectionWorld.Rules(OneFund, 1, 2), 1);
        var pieces = await world.StoredAsync("pieces/");
        var other = AgreementId.Parse("CTR-2024-002");
        var second = await world.ServeAsync(ProjectionWorld.Rules(OneFund, 1, 2), 1, other);

        Assert.Single(pieces);
        Assert.Equal(pieces, await world.StoredAsync("pieces/"));
        Assert.NotEqual(first.Uuid, second.Uuid);
        Assert.Empty(first.Objects.Select(o => o.ETag).Intersect(second.Objects.Select(o => o.ETag)));
        Assert.Empty(first.Objects.Select(o => o.Key.Split('/')[^1]).Intersect(second.Objects.Select(o => o.Key.Split('/')[^1])));
        using var a = await ClientCopy.DownloadAsync(world.Served, first);
        using var b = await ClientCopy.DownloadAsync(world.Served, second);
        Assert.Equal(await a.RowsAsync(world.Connection), await b.RowsAsync(world.Connection));
    }

    [Fact]
    public async Task A_revision_writes_pieces_of_new_files_only_and_keeps_what_was_served()
    {
        await using var world = await StartAsync();
        var rules = ProjectionWorld.Rules(OneFund, 1, 2);
        var first = await world.ServeAsync(rules, 1);
        Assert.Single(await world.StoredAsync("pieces/"));
        Assert.Empty(await world.StoredAsync("virtual/"));
        await world.AppendAsync("SELECT i::INTEGER AS id, 'FND001' AS fund, 1.0 AS weight FROM range(1000, 1010) r(i)");
        var second = await world.ServeAsync(rules, 2);

        // Of the new file every row is allowed, so it is spliced.
        Assert.Single(await world.StoredAsync("pieces/"));
        Assert.Single(await world.StoredAsync("virtual/"));
        Assert.Equal(first.Uuid, second.Uuid);
        Assert.Empty(first.Objects.Except(second.Objects));
        // One data file, one manifest, one manifest list, one metadata file.
        Assert.Equal(4, second.Objects.Except(first.Objects).Count());
    }

    [Fact]
    public async Task A_file_that_may_be_seen_whole_is_served_as_it_is_without_a_copy()
    {
        await using var world = await StartAsync();
        var table = await world.ServeAsync(ProjectionWorld.Rules(Expression.True, 1, 2, 3), 1);
        Assert.Empty(await world.StoredAsync("pieces/"));
        var file = Assert.Single(table.Objects, o => o.Key.Contains("/data/", StringComparison.Ordinal));
        Assert.Equal("lakehouse", file.Content.Store);
        Assert.DoesNotContain(Path.GetFileNameWithoutExtension(file.Content.Key), file.Key, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Serving_a_revision_again_changes_nothing()
    {
        await using var world = await StartAsync();
        var rules = ProjectionWorld.Rules(OneFund, 1, 2);
        var first = await world.ServeAsync(rules, 1);
        await world.AppendAsync(Rows);
        var again = await world.Builder.PrepareAsync(world.Request(rules, 1));
        Assert.Null(again.Extension);
        await world.CommitAsync(again);
        Assert.Equal(first.MetadataLocation, (await world.FindAsync())!.MetadataLocation);
    }

    [Fact]
    public async Task Other_rules_start_another_table()
    {
        await using var world = await StartAsync();
        var first = await world.ServeAsync(ProjectionWorld.Rules(OneFund, 1, 2), 1);
        var second = await world.ServeAsync(ProjectionWorld.Rules(OneFund, 1), 1);
        Assert.NotEqual(first.Uuid, second.Uuid);
        Assert.Equal([1], second.Schema.Fields.Select(f => f.Id));
        Assert.Empty(first.Objects.Select(o => o.Key).Intersect(second.Objects.Select(o => o.Key)));

        // Back to the first rules: a third table. The first one's files were for other clients' caches.
        var third = await world.ServeAsync(ProjectionWorld.Rules(OneFund, 1, 2), 2);
        Assert.DoesNotContain(third.Uuid, new[] { first.Uuid, second.Uuid });
    }

    [Fact]
    public async Task A_revision_that_no_longer_follows_is_refused()
    {
        await using var world = await StartAsync();
        var rules = ProjectionWorld.Rules(OneFund, 1, 2);
        await world.ServeAsync(rules, 3);
        var refused = await Assert.ThrowsAsync<ArgumentException>(() => world.Builder.PrepareAsync(world.Request(rules, 2)));
        Assert.Equal("Revision 2 cannot follow revision 3 of fund-data/nav. (Parameter 'request')", refused.Message);
    }

    [Fact]
    public async Task Of_two_that_prepare_on_one_state_the_second_to_commit_is_told_and_changes_nothing()
    {
        await using var world = await StartAsync();
        var rules = ProjectionWorld.Rules(OneFund, 1, 2);
        var second = await world.Builder.PrepareAsync(world.Request(rules, 2));
        var third = await world.Builder.PrepareAsync(world.Request(rules, 3));
        var twice = await world.Builder.PrepareAsync(world.Request(rules, 2));
        await world.CommitAsync(second);
        await world.CommitAsync(twice);

        var moved = await Assert.ThrowsAsync<ProjectionMovedException>(() => world.CommitAsync(third));
        Assert.Equal("The projection of fund-data/nav for CTR-2024-001 moved while revision 3 was prepared; prepare it again.", moved.Message);
        Assert.Equal([2], (await world.FindAsync())!.Revisions.Keys);
        Assert.Equal([2, 3], (await world.ServeAsync(rules, 3)).Revisions.Keys);
    }

    [Fact]
    public async Task A_hidden_partition_column_makes_the_view_unpartitioned()
    {
        var spec = new PartitionSpec(0, [new(2, 1000, "fund", new Transform.Identity()), new(1, 1001, "id_bucket", new Transform.Bucket(2))]);
        await using var world = await StartAsync(spec);
        var hidden = await world.ServeAsync(ProjectionWorld.Rules(Expression.True, 1, 3), 1);
        using var copy = await ClientCopy.DownloadAsync(world.Served, hidden);
        Assert.Empty(copy.Table.Metadata.DefaultSpec.Fields);

        var shown = await world.ServeAsync(ProjectionWorld.Rules(OneFund, 1, 2), 1);
        using var other = await ClientCopy.DownloadAsync(world.Served, shown);
        Assert.Equal([2, 1], other.Table.Metadata.DefaultSpec.Fields.Select(f => f.SourceId));
        Assert.Equal(100, shown.RowCount);
    }

    [Fact]
    public async Task Columns_that_are_renamed_added_or_dropped_are_followed_by_their_ids()
    {
        await using var world = await StartAsync();
        var rules = ProjectionWorld.Rules(OneFund, 1, 3, 4);
        await world.ServeAsync(rules, 1);
        var later = new Schema(0,
        [
            new(1, "number", new IcebergType.Int(), true),
            new(2, "portfolio", new IcebergType.String(), false),
            new(4, "weight", new IcebergType.String(), false),
        ]);
        await world.CommitAsync(world.Begin().SetSchema(later).Append([]));
        await world.AppendAsync("SELECT 7 AS number, 'FND001' AS portfolio, 'new' AS weight");
        var expected = SourceRows.Allowed(later, await SourceRows.ReadAsync(world.Connection, world.Source), rules);

        var table = await world.ServeAsync(rules, 2);
        using var copy = await ClientCopy.DownloadAsync(world.Served, table);
        Assert.Equal(["number", "weight"], table.Schema.Fields.Select(f => f.Name));
        // In the files too: some readers go by name.
        foreach (var task in await copy.Table.Scan().PlanFilesAsync(Expression.True))
        {
            var columns = ParquetFooter.ReadFile(await copy.Table.Files.LocalPathAsync(task.File.Path)).TopLevel;
            Assert.Equal(["number", "weight"], columns.Select(c => c.Name));
        }
        Assert.Equal(expected, await copy.RowsAsync(world.Connection));
        Assert.Equal(100, (await SourceRows.ReadAsync(world.Connection, copy.Table, copy.Table.Metadata.FindSnapshot("rev-1"))).Count);
    }

    [Fact]
    public async Task Rules_that_fit_no_column_are_refused()
    {
        await using var world = await StartAsync();
        var none = await Assert.ThrowsAsync<ProjectionRefusedException>(() => world.Builder.PrepareAsync(world.Request(ProjectionWorld.Rules(Expression.True, 9), 1)));
        Assert.Equal("The rule set allows none of the table's columns.", none.Message);
        await Assert.ThrowsAsync<ProjectionRefusedException>(
            () => world.Builder.PrepareAsync(world.Request(ProjectionWorld.Rules(Expression.IsIn(9, new Literal.Integer(1)), 1), 1)));
    }

    private static async Task<ProjectionWorld> StartAsync(PartitionSpec? spec = null)
    {
        var world = await ProjectionWorld.CreateAsync(Columns, spec);
        await world.AppendAsync(Rows);
        return world;
    }
}
