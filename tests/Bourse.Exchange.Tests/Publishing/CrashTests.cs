using Bourse.Access.Authorization;
using Bourse.Access.Resources;
using Bourse.Exchange.Agreements;
using Bourse.Exchange.Publishing;
using Bourse.Exchange.Tests.Support;
using Bourse.Storage;

namespace Bourse.Exchange.Tests.Publishing;

/// <summary>Dies at every write point that publishing and onboarding reach, starts again on the same disk, and looks what is there.</summary>
[Collection(nameof(FaultPoint))]
public sealed class CrashTests
{
    [Fact]
    public async Task A_revision_is_out_whole_or_not_at_all_and_publishing_again_completes_it()
    {
        foreach (var point in await PointsAsync(PublishSecondAsync))
        {
            await using var world = await WorldWithClientAsync();
            await CrashAsync(point, () => PublishSecondAsync(world));
            await world.RestartAsync();

            var seen = await SeenAsync(world);
            Assert.True(seen is (1, 1, 1, 0) or (2, 2, 2, 1), $"After dying at {point}: revision, served, tags and events were {seen}.");

            Assert.True(await world.PublishAsync() is PublishOutcome.Published or PublishOutcome.Unchanged, point);
            Assert.Equal((2, 2, 2, 1), await SeenAsync(world));
        }
    }

    [Fact]
    public async Task An_agreement_is_applied_whole_or_not_at_all_and_applying_again_completes_it()
    {
        foreach (var point in await PointsAsync(ApplyAsync, withClient: false))
        {
            await using var world = await ExchangeWorld.CreateAsync();
            await world.PublishAsync();
            await CrashAsync(point, () => ApplyAsync(world));
            await world.RestartAsync();

            var seen = await AppliedAsync(world);
            Assert.True(seen is (0, 0, 0, 0) or (1, 1, 1, 1), $"After dying at {point}: accounts, grants, links and projections were {seen}.");

            // Nobody knows a link whose message was not kept, so the message that is written now brings one of its own in its place.
            var message = Path.Combine(world.Folder, "welcome", "CTR-1.eml");
            var lost = seen is (1, 1, 1, 1) && !File.Exists(message);
            var again = await world.ApplyAsync(ExchangeDocuments.Agreement);
            Assert.True(lost ? again is ApplyOutcome.AlreadyApplied { Welcome: not null }
                : again is ApplyOutcome.Applied or ApplyOutcome.AlreadyApplied { Welcome: null }, point);
            Assert.Equal((1, 1, 1, 1), await AppliedAsync(world));
            Assert.True(File.Exists(message), point);
        }
    }

    private static async Task<IReadOnlyList<string>> PointsAsync(Func<ExchangeWorld, Task> work, bool withClient = true)
    {
        var reached = new HashSet<string>(StringComparer.Ordinal);
        await using var world = withClient ? await WorldWithClientAsync() : await ExchangeWorld.CreateAsync();
        if (!withClient)
        {
            await world.PublishAsync();
        }

        using (FaultPoint.Arm(name => { lock (reached) { reached.Add(name); } }))
        {
            await work(world);
        }

        Assert.Contains("metastore.before-commit", reached);
        Assert.Contains("projection.commit.table", reached);
        return [.. reached.Order(StringComparer.Ordinal)];
    }

    private static async Task CrashAsync(string point, Func<Task> work)
    {
        // Once dead, nothing more is written: every later point fails too.
        var dead = false;
        using (FaultPoint.Arm(name => { dead |= name == point; if (dead) { throw new DeadException(); } }))
        {
            await Record.ExceptionAsync(work);
        }

        Assert.True(dead, $"{point} was not reached.");
    }

    private static async Task<ExchangeWorld> WorldWithClientAsync()
    {
        var world = await ExchangeWorld.CreateAsync();
        await world.PublishAsync();
        await ApplyAsync(world);
        await world.AppendAsync("SELECT 'A' AS fund_id, 9.5::DOUBLE AS nav, 10 AS fee_bps");
        return world;
    }

    private static Task PublishSecondAsync(ExchangeWorld world) => world.PublishAsync();

    private static Task ApplyAsync(ExchangeWorld world) => world.ApplyAsync(ExchangeDocuments.Agreement);

    private static async Task<(int Revision, int Served, int Tags, long Events)> SeenAsync(ExchangeWorld world)
    {
        await world.Projections.RefreshAsync();
        var product = (await world.Products.FindAsync(ExchangeWorld.Product))!;
        var served = world.Projections.Find(AgreementId.Parse("CTR-1"), ExchangeWorld.Product, TableName.Parse("nav"))!;
        var source = (await world.Catalog.LoadAsync(ExchangeWorld.Source))!;
        return (
            product.LatestRevision, served.NewestRevision, source.Metadata.Refs.Keys.Count(name => name.StartsWith("rev-", StringComparison.Ordinal)),
            await world.CountAsync("SELECT count(*) FROM outbox WHERE body LIKE '%revision.published%'"));
    }

    private static async Task<(long Accounts, long Grants, long Links, int Projections)> AppliedAsync(ExchangeWorld world)
    {
        await world.Projections.RefreshAsync();
        var served = world.Projections.Find(AgreementId.Parse("CTR-1"), ExchangeWorld.Product, TableName.Parse("nav"));
        return (
            await world.CountAsync("SELECT count(*) FROM accounts"), await world.CountAsync("SELECT count(*) FROM grants"),
            await world.CountAsync("SELECT count(*) FROM activation_links"), served is null ? 0 : 1);
    }

    private sealed class DeadException : Exception;
}
