using Bourse.Access.Authorization;
using Bourse.Iceberg.Expressions;
using Bourse.Projection.Tests.Support;
using Bourse.Storage;

namespace Bourse.Projection.Tests.Building;

[Collection(nameof(FaultPoint))]
public sealed class CrashTests
{
    private static readonly string[] s_always =
    [
        "projection.piece.recorded", "projection.manifests.written", "projection.manifest-list.written", "projection.metadata.written", "projection.commit.table",
    ];

    [Fact]
    public Task A_crash_at_any_point_of_rewriting_leaves_the_earlier_state_whole_and_a_retry_completes() =>
        RunAsync(ProjectionWorld.Rules(Funds.InFunds("F1", "F2"), Funds.Visible), rows: 50, ["projection.piece.written", "projection.piece.adopted"]);

    [Fact]
    public Task A_crash_at_any_point_of_splicing_leaves_the_earlier_state_whole_and_a_retry_completes() =>
        RunAsync(ProjectionWorld.Rules(Expression.True, Funds.Visible), rows: 100, ["projection.footer.stored", "projection.layout.stored"]);

    // Rows are those that the rules leave of a hundred.
    private static async Task RunAsync(RuleSet rules, int rows, string[] own)
    {
        // 1. A run without a crash says which points there are, and what the end looks like.
        var points = new List<string>();
        List<string> expected;
        await using (var world = await ProjectionWorld.CreateAsync(Funds.Schema))
        {
            await StartAsync(world, rules);
            using (FaultPoint.Arm(points.Add))
                expected = Listing(await world.ServeAsync(rules, 2));
        }
        Assert.Superset(s_always.Concat(own).ToHashSet(), points.ToHashSet());

        // 2. One run for each of our own points, and for the first and the last time that one of the layers below is passed.
        foreach (var crash in Enumerable.Range(0, points.Count).Where(i =>
            points[i].StartsWith("projection.", StringComparison.Ordinal) || points.IndexOf(points[i]) == i || points.LastIndexOf(points[i]) == i))
        {
            await using var world = await ProjectionWorld.CreateAsync(Funds.Schema);
            var before = await StartAsync(world, rules);
            var countdown = crash;
            using (FaultPoint.Arm(_ => { if (countdown-- == 0) throw new CrashException(); }))
                await Record.ExceptionAsync(() => world.ServeAsync(rules, 2));

            await world.RestartAsync();
            var found = (await world.FindAsync())!;
            // A crash after the commit may leave the new state; any other leaves the old one.
            Assert.True(Listing(found).SequenceEqual(before) || Listing(found).SequenceEqual(expected), points[crash]);
            using (var copy = await ClientCopy.DownloadAsync(world.Served, found))
                Assert.Equal(2 * rows, (await copy.RowsAsync(world.Connection, 1)).Count);

            var after = await world.ServeAsync(rules, 2);
            Assert.Equal(expected, Listing(after));
            using (var copy = await ClientCopy.DownloadAsync(world.Served, after))
                Assert.Equal(3 * rows, (await copy.RowsAsync(world.Connection, 2)).Count);
        }
    }

    private static async Task<List<string>> StartAsync(ProjectionWorld world, RuleSet rules)
    {
        await world.AppendAsync(Funds.Rows(0, 200));
        var before = Listing(await world.ServeAsync(rules, 1));
        await world.AppendAsync(Funds.Rows(200, 100));
        return before;
    }

    private static List<string> Listing(ProjectedTable table) => [.. table.Objects.Select(o => $"{o.Key} {o.Length} {o.ETag} {o.LastModified:O} {o.Content.Sha256}")];

    private sealed class CrashException : Exception;
}
