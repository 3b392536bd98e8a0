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

    [Fact]
    public async Task A_rollback_is_whole_or_not_at_all_and_rolling_back_again_completes_it()
    {
        foreach (var point in OfHistory(await PointsAsync(RollBackAsync, ready: WorldWithTwoAsync)))
        {
            await using var world = await WorldWithTwoAsync();
            await CrashAsync(point, () => RollBackAsync(world));
            await world.RestartAsync();

            var seen = await HistoryAsync(world);
            Assert.True(seen is ("1,2", "", "A=1.5 A=9.5 B=2.5", 2, 0) or ("1,2,3", "", "A=1.5 B=2.5", 3, 1), $"After dying at {point}: {seen}.");
            await RollBackAsync(world);
            Assert.Equal(("1,2,3", "", "A=1.5 B=2.5", 3, 1), await HistoryAsync(world));
        }
    }

    [Fact]
    public async Task A_revocation_is_whole_or_not_at_all_and_revoking_again_completes_it()
    {
        foreach (var point in OfHistory(await PointsAsync(RevokeAsync, ready: WorldWithTwoAsync)))
        {
            await using var world = await WorldWithTwoAsync();
            await CrashAsync(point, () => RevokeAsync(world));
            await world.RestartAsync();

            var seen = await HistoryAsync(world);
            Assert.True(seen is ("1,2", "", "A=1.5 A=9.5 B=2.5", 2, 0) or ("1,3", "2", "A=1.5 B=2.5", 3, 1), $"After dying at {point}: {seen}.");
            await RevokeAsync(world);
            Assert.Equal(("1,3", "2", "A=1.5 B=2.5", 3, 1), await HistoryAsync(world));
        }
    }

    [Fact]
    public async Task Revoking_an_older_revision_is_whole_or_not_at_all_and_revoking_again_completes_it()
    {
        foreach (var point in OfHistory(await PointsAsync(RevokeFirstAsync, ready: WorldWithTwoAsync)))
        {
            await using var world = await WorldWithTwoAsync();
            await CrashAsync(point, () => RevokeFirstAsync(world));
            await world.RestartAsync();

            var seen = await HistoryAsync(world);
            Assert.True(seen is ("1,2", "", "A=1.5 A=9.5 B=2.5", 2, 0) or ("2", "1", "A=1.5 A=9.5 B=2.5", 2, 1), $"After dying at {point}: {seen}.");
            await RevokeFirstAsync(world);
            Assert.Equal(("2", "1", "A=1.5 A=9.5 B=2.5", 2, 1), await HistoryAsync(world));
        }
    }

    // The points of the layers below are those of publishing.
    private static IEnumerable<string> OfHistory(IReadOnlyList<string> points) =>
        points.Where(point => point.StartsWith("publish.", StringComparison.Ordinal) || point.StartsWith("projection.", StringComparison.Ordinal)
            || point.StartsWith("metastore.", StringComparison.Ordinal));

    private static async Task<ExchangeWorld> WorldWithTwoAsync()
    {
        var world = await WorldWithClientAsync();
        await world.PublishAsync();
        return world;
    }

    private static Task RollBackAsync(ExchangeWorld world) =>
        world.History.RollBackAsync(ExchangeWorld.Product, 1, "The NAV of fund A was wrong.", "tester", default);

    private static Task RevokeAsync(ExchangeWorld world) => world.History.RevokeAsync(ExchangeWorld.Product, 2, "The NAV of fund A was wrong.", "tester", default);

    private static Task RevokeFirstAsync(ExchangeWorld world) => world.History.RevokeAsync(ExchangeWorld.Product, 1, "The NAV of fund A was wrong.", "tester", default);

    private static async Task<(string Served, string Revoked, string Rows, int Newest, long Events)> HistoryAsync(ExchangeWorld world)
    {
        var table = await ClientHistory.TableAsync(world);
        Assert.Equal(
            table.Revoked.Keys,
            (await world.Products.ListRevisionsAsync(ExchangeWorld.Product)).Where(revision => revision.Revocation is not null).Select(revision => revision.Number));
        return (
            string.Join(',', table.Revisions.Keys), string.Join(',', table.Revoked.Keys), await ClientHistory.RowsAsync(world, table),
            (await world.Products.FindAsync(ExchangeWorld.Product))!.LatestRevision,
            await world.CountAsync("SELECT count(*) FROM outbox WHERE body LIKE '%revision.rolled-back%' OR body LIKE '%revision.revoked%'"));
    }

    private static async Task<IReadOnlyList<string>> PointsAsync(Func<ExchangeWorld, Task> work, bool withClient = true, Func<Task<ExchangeWorld>>? ready = null)
    {
        var reached = new HashSet<string>(StringComparer.Ordinal);
        await using var world = await (ready ?? (withClient ? WorldWithClientAsync : ExchangeWorld.CreateAsync))();
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
