using Bourse.Access.Authorization;
using Bourse.Projection.Tests.Support;
using Bourse.Storage;

namespace Bourse.Projection.Tests.Collecting;

/// <summary>A collection that dies anywhere, and builders that meet one anywhere.</summary>
[Collection(nameof(FaultPoint))]
public sealed class CollectionCrashTests
{
    // Some row groups whole and some mixed, so that layouts, footers and pieces take part.
    private static readonly RuleSet s_rules = ProjectionWorld.Rules(Funds.InFunds("F1", "F2", "F3"), Funds.Visible);

    [Fact]
    public async Task A_collection_that_dies_anywhere_leaves_what_is_served_whole_and_the_next_one_completes_it()
    {
        var points = new List<string>();
        await using (var world = await StartAsync())
        {
            using (FaultPoint.Arm(points.Add))
                await world.MarkAndCollectAsync();
            await RequireOnlyServedAsync(world);
        }
        Assert.Superset(new HashSet<string> { "projection.collect.marked", "projection.collect.condemned", "projection.collect.removed" }, points.ToHashSet());

        foreach (var crash in Enumerable.Range(0, points.Count).Where(i =>
            points.IndexOf(points[i]) == i || points.LastIndexOf(points[i]) == i))
        {
            await using var world = await StartAsync();
            var countdown = crash;
            var dead = false;
            using (FaultPoint.Arm(_ => { dead |= countdown-- == 0; if (dead) throw new CrashException(); }))
                await Record.ExceptionAsync(world.MarkAndCollectAsync);
            Assert.True(dead, points[crash]);

            await world.RestartAsync();
            await ProjectionCollectorTests.RequireWholeAsync(world, (await world.Projections.FindAsync())!, s_rules);
            await world.MarkAndCollectAsync();
            await RequireOnlyServedAsync(world);
        }
    }

    [Fact]
    public async Task A_build_that_begins_while_its_pieces_are_collected_ends_with_whole_files()
    {
        var points = new List<string>();
        await using (var world = await LeftoversAsync())
        {
            using (FaultPoint.Arm(points.Add))
                await world.Collector.CollectAsync();
        }

        foreach (var at in Enumerable.Range(0, points.Count).Where(i =>
            points[i].StartsWith("projection.collect.", StringComparison.Ordinal) && (points.IndexOf(points[i]) == i || points.LastIndexOf(points[i]) == i)))
        {
            await using var world = await LeftoversAsync();
            var countdown = at;
            using (FaultPoint.Arm(_ => { if (countdown-- == 0) Build(world); }))
                await world.Collector.CollectAsync();
            await RequireBuiltAsync(world, points[at]);
        }
    }

    [Fact]
    public async Task A_collection_in_the_midst_of_a_build_leaves_it_whole_or_has_it_begin_anew()
    {
        var points = new List<string>();
        await using (var world = await LeftoversAsync())
        {
            using (FaultPoint.Arm(points.Add))
                await world.Projections.ServeAsync(s_rules, 1);
        }

        // A point inside a transaction cannot be met by another one.
        foreach (var at in Enumerable.Range(0, points.Count).Where(i =>
            points[i].StartsWith("projection.", StringComparison.Ordinal) && points[i] != "projection.commit.table"))
        {
            await using var world = await LeftoversAsync();
            var countdown = at;
            using (FaultPoint.Arm(_ => { if (countdown-- == 0) world.Collector.CollectAsync().GetAwaiter().GetResult(); }))
                Build(world);
            await RequireBuiltAsync(world, points[at]);
        }
    }

    // As publishing does: begun anew while it is overtaken.
    private static void Build(CollectionWorld world)
    {
        for (var attempt = 0; ; attempt++)
        {
            try
            {
                world.Projections.ServeAsync(s_rules, 1).GetAwaiter().GetResult();
                return;
            }
            catch (ProjectionMovedException) when (attempt < 5)
            {
            }
        }
    }

    private static async Task RequireBuiltAsync(CollectionWorld world, string point)
    {
        Assert.True(await world.Projections.FindAsync() is not null, point);
        await world.MarkAndCollectAsync();
        await world.MarkAndCollectAsync();
        await RequireOnlyServedAsync(world);
    }

    private static async Task RequireOnlyServedAsync(CollectionWorld world)
    {
        await world.Projections.RestartAsync();
        var served = (await world.Projections.FindAsync())!;
        await ProjectionCollectorTests.RequireWholeAsync(world, served, s_rules);
        Assert.Empty(await world.Projections.Metastore.ReadAsync(s => s.QueryAsync<string>("SELECT object_key FROM projection_leftovers")));
        // One footer, one layout, one piece of mixed rows, and the chain's own three files.
        Assert.Equal(
            ["footers", "metadata", "metadata", "metadata", "pieces", "virtual"],
            (await world.StoredAsync()).Select(key => key.Split('/')[0]).Order(StringComparer.Ordinal));
    }

    // What is served shares its pieces with nobody; what is left behind was other rules' and another agreement's.
    private static async Task<CollectionWorld> StartAsync()
    {
        var world = await LeftoversAsync(ProjectionWorld.Rules(Funds.InFunds("F2"), Funds.Visible));
        await world.Projections.ServeAsync(s_rules, 1);
        // One more that no collection has seen.
        await world.Projections.Builder.PrepareAsync(world.Projections.Request(ProjectionWorld.Rules(Funds.InFunds("F4"), Funds.Visible), 1, ProjectionWorld.Another));
        return world;
    }

    // Prepared and never committed, found by a collection, and old enough for the next.
    private static async Task<CollectionWorld> LeftoversAsync(RuleSet? rules = null)
    {
        var world = await CollectionWorld.CreateAsync();
        world.Projections.RowGroupRows = 2048;
        await world.Projections.AppendAsync(Funds.Rows(0, 4096) + " ORDER BY fund_id, valid_date");
        await world.Projections.Builder.PrepareAsync(world.Projections.Request(rules ?? s_rules, 1));
        await world.Collector.CollectAsync();
        world.Pass(CollectionWorld.Age);
        return world;
    }

    private sealed class CrashException : Exception;
}
