using Bourse.Access.Authorization;
using Bourse.Iceberg.Expressions;
using Bourse.Projection.Collecting;
using Bourse.Projection.Tests.Support;

namespace Bourse.Projection.Tests.Collecting;

public sealed class ProjectionCollectorTests
{
    private static readonly RuleSet s_spliced = ProjectionWorld.Rules(Expression.True, Funds.Visible);
    private static readonly RuleSet s_rewritten = ProjectionWorld.Rules(Funds.InFunds("F1"), Funds.Visible);

    [Fact]
    public async Task What_other_rules_left_behind_goes_after_the_longest_session_and_a_day_and_not_before()
    {
        await using var world = await StartAsync();
        await world.Projections.ServeAsync(s_rewritten, 1);
        var before = await world.StoredAsync();
        var served = await world.Projections.ServeAsync(s_spliced, 1);

        var marked = (await world.Collector.CollectAsync())!;
        Assert.Equal((before.Count, 0L), (marked.Waiting.Objects, marked.Due.Objects));
        world.Pass(CollectionWorld.Age - TimeSpan.FromSeconds(1));
        Assert.Equal(0, (await world.Collector.CollectAsync())!.Due.Objects);
        Assert.Superset(before.ToHashSet(), (await world.StoredAsync()).ToHashSet());

        world.Pass(TimeSpan.FromSeconds(1));
        var look = await world.Collector.LookAsync();
        Assert.Equal(before.Count, look.Due.Objects);
        Assert.Superset(before.ToHashSet(), (await world.StoredAsync()).ToHashSet());
        var collected = (await world.Collector.CollectAsync())!;
        Assert.Equal((look.Due, default, null), (collected.Due, collected.Waiting, collected.NextDueAt));
        Assert.Empty(before.Intersect(await world.StoredAsync()));
        await RequireWholeAsync(world, served, s_spliced);
        Assert.Equal([served.Uuid.ToString()], await world.Projections.Metastore.ReadAsync(s => s.QueryAsync<string>("SELECT uuid FROM projection_chains")));
    }

    [Fact]
    public async Task A_leftover_says_when_it_is_due_and_a_clock_that_never_gets_there_removes_nothing()
    {
        await using var world = await StartAsync();
        await world.Projections.Builder.PrepareAsync(world.Projections.Request(s_rewritten, 1));
        Assert.Null((await world.Collector.LookAsync()).NextDueAt);
        await world.Collector.CollectAsync();
        var first = (await world.Collector.LookAsync()).NextDueAt;
        world.Pass(TimeSpan.FromHours(35));
        Assert.Equal(first, (await world.Collector.CollectAsync())!.NextDueAt);
        Assert.NotEmpty(await world.StoredAsync());
    }

    [Fact]
    public async Task An_agreement_that_is_over_keeps_nothing_and_another_with_its_rules_keeps_the_pieces()
    {
        await using var world = await StartAsync();
        await world.Projections.ServeAsync(s_spliced, 1);
        var other = await world.Projections.ServeAsync(s_spliced, 1, ProjectionWorld.Another);
        world.Over.Add((ProjectionWorld.Agreement, ProjectionWorld.Product));
        await world.MarkAndCollectAsync();

        await RequireWholeAsync(world, other, s_spliced);
        world.Over.Add((ProjectionWorld.Another, ProjectionWorld.Product));
        await world.MarkAndCollectAsync();
        Assert.Empty(await world.StoredAsync());
        Assert.Equal(0, await world.Projections.Metastore.ReadAsync(s => s.QuerySingleOrDefaultAsync<long>(
            "SELECT (SELECT count(*) FROM projection_chains) + (SELECT count(*) FROM projection_objects) + (SELECT count(*) FROM projection_revisions) "
            + "+ (SELECT count(*) FROM projection_pieces) + (SELECT count(*) FROM projection_leftovers)")));
    }

    [Fact]
    public async Task What_was_collected_is_made_again_under_a_new_name()
    {
        await using var world = await StartAsync();
        await world.Projections.Builder.PrepareAsync(world.Projections.Request(s_rewritten, 1));
        var before = await world.Projections.StoredAsync("pieces/");
        await world.MarkAndCollectAsync();
        Assert.Empty(await world.StoredAsync());

        var served = await world.Projections.ServeAsync(s_rewritten, 1);
        Assert.Equal([.. before.Select(key => key.Replace(".parquet", "-1.parquet", StringComparison.Ordinal))], await world.Projections.StoredAsync("pieces/"));
        await RequireWholeAsync(world, served, s_rewritten);
    }

    [Fact]
    public async Task A_projection_prepared_before_a_collection_is_not_committed_after_it()
    {
        await using var world = await StartAsync();
        var prepared = await world.Projections.Builder.PrepareAsync(world.Projections.Request(s_rewritten, 1));
        await world.MarkAndCollectAsync();
        var moved = await Assert.ThrowsAsync<ProjectionMovedException>(() => world.Projections.CommitAsync(prepared));
        Assert.Equal("What nothing names was collected while a projection was prepared; prepare it again.", moved.Message);
    }

    [Fact]
    public async Task A_served_layout_that_is_damaged_stops_the_collection_before_anything_is_removed()
    {
        await using var world = await StartAsync();
        await world.Projections.Builder.PrepareAsync(world.Projections.Request(s_rewritten, 1));
        await world.Collector.CollectAsync();
        await world.Projections.ServeAsync(s_spliced, 1);
        var layout = Assert.Single(await world.Projections.StoredAsync("virtual/"));
        await File.WriteAllTextAsync(Path.Combine(world.Projections.Folder, "projections", "objects", layout), "{}");
        world.Pass(CollectionWorld.Age);

        var stored = await world.StoredAsync();
        var damaged = await Assert.ThrowsAsync<DamagedContentException>(() => world.Collector.CollectAsync());
        Assert.Equal($"The layout '{layout}' of the store 'projections' is missing or damaged.", damaged.Message);
        Assert.Equal(stored, await world.StoredAsync());
    }

    [Fact]
    public async Task Of_two_nodes_one_collects()
    {
        await using var world = await StartAsync();
        using var random = System.Security.Cryptography.RandomNumberGenerator.Create();
        CollectionReport? other = null;
        var both = new ProjectionCollector(
            world.Projections.Metastore, world.Projections.Projections,
            async _ =>
            {
                other = await new ProjectionCollector(world.Projections.Metastore, world.Projections.Projections, _ => throw new InvalidOperationException("It looked."),
                    TimeProvider.System, random).CollectAsync();
                return new HashSet<(AgreementId, Access.Resources.ProductName)>();
            },
            TimeProvider.System, random);
        Assert.NotNull(await both.CollectAsync());
        Assert.Null(other);
    }

    internal static async Task<CollectionWorld> StartAsync()
    {
        var world = await CollectionWorld.CreateAsync();
        await world.Projections.AppendAsync(Funds.Rows(0, 200));
        return world;
    }

    internal static async Task RequireWholeAsync(CollectionWorld world, ProjectedTable table, RuleSet rules)
    {
        using var copy = await ClientCopy.DownloadAsync(world.Projections.Served, table);
        var source = await SourceRows.ReadAsync(world.Projections.Connection, world.Projections.Source);
        Assert.Equal(SourceRows.Allowed(Funds.Schema, source, rules), await copy.RowsAsync(world.Projections.Connection));
    }
}
