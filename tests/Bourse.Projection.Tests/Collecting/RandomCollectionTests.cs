using Bourse.Access.Authorization;
using Bourse.Iceberg.Expressions;
using Bourse.Projection.Tests.Support;
using FsCheck;
using FsCheck.Fluent;

namespace Bourse.Projection.Tests.Collecting;

public sealed class RandomCollectionTests
{
    private static readonly AgreementId[] s_agreements = [ProjectionWorld.Agreement, ProjectionWorld.Another];

    private static readonly RuleSet[] s_rules =
    [
        ProjectionWorld.Rules(Expression.True, Funds.Visible),
        ProjectionWorld.Rules(Funds.InFunds("F1", "F2"), Funds.Visible),
        ProjectionWorld.Rules(Funds.InRegion("EU"), Funds.Fund, Funds.Nav),
    ];

    [Fact]
    public void Whatever_is_served_stays_whole_and_everything_else_goes() =>
        Prop.ForAll(ArbMap.Default.ArbFor<int>(), seed =>
        {
            RunAsync(new System.Random(seed)).GetAwaiter().GetResult();
            return true;
        }).Check(Config.QuickThrowOnFailure.WithMaxTest(Rounds.Of(4)));

    private static async Task RunAsync(System.Random random)
    {
        await using var world = await ProjectionCollectorTests.StartAsync();
        var expected = new Dictionary<AgreementId, (RuleSet Rules, List<string> Rows)>();
        for (var step = 1; step <= 14; step++)
        {
            var agreement = s_agreements[random.Next(s_agreements.Length)];
            switch (random.Next(5))
            {
                case 0:
                    await world.Projections.AppendAsync(Funds.Rows(200 * step, 40));
                    break;
                case 1 or 2 when !world.Over.Contains((agreement, ProjectionWorld.Product)):
                    var rules = random.Next(3) > 0 && expected.TryGetValue(agreement, out var before) ? before.Rules : s_rules[random.Next(s_rules.Length)];
                    await world.Projections.ServeAsync(rules, step, agreement);
                    expected[agreement] = (rules, SourceRows.Allowed(
                        Funds.Schema, await SourceRows.ReadAsync(world.Projections.Connection, world.Projections.Source), rules));
                    break;
                case 3:
                    await world.Projections.Builder.PrepareAsync(
                        world.Projections.Request(s_rules[random.Next(s_rules.Length)], 100 + step, AgreementId.Parse("CTR-NEVER")));
                    break;
                default:
                    if (random.Next(4) == 0)
                        world.Over.Add((agreement, ProjectionWorld.Product));
                    world.Pass(CollectionWorld.Age * random.NextDouble());
                    await world.Collector.CollectAsync();
                    await RequireServedAsync(world, expected);
                    break;
            }
        }

        await world.MarkAndCollectAsync();
        await world.MarkAndCollectAsync();
        await RequireServedAsync(world, expected);
        s_agreements.ToList().ForEach(agreement => world.Over.Add((agreement, ProjectionWorld.Product)));
        await world.MarkAndCollectAsync();
        Assert.Empty(await world.StoredAsync());
    }

    // Read by another process, which remembers no byte.
    private static async Task RequireServedAsync(CollectionWorld world, Dictionary<AgreementId, (RuleSet Rules, List<string> Rows)> expected)
    {
        using var fresh = new ProjectionStore(
            world.Projections.Metastore, [world.Projections.Projections, world.Projections.Lakehouse], Path.Combine(world.Projections.Folder, "fresh"),
            TimeProvider.System);
        await fresh.RefreshAsync();
        foreach (var (agreement, (_, rows)) in expected.Where(client => !world.Over.Contains((client.Key, ProjectionWorld.Product))))
        {
            using var copy = await ClientCopy.DownloadAsync(fresh, fresh.Find(agreement, ProjectionWorld.Product, ProjectionWorld.Table)!);
            Assert.Equal(rows, await copy.RowsAsync(world.Projections.Connection));
        }
    }
}
