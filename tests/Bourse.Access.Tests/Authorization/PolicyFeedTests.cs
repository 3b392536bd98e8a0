using Bourse.Access.Authorization;
using Bourse.Access.Identity;
using Bourse.Access.Principals;
using Bourse.Metastore;
using static Bourse.Access.Tests.Authorization.Policies;

namespace Bourse.Access.Tests.Authorization;

public sealed class PolicyFeedTests
{
    private static Decision Decide(GateFixture fixture) => fixture.Authorizer.Decide(Caller(), AccessAction.LoadTable, NavTable);

    [Fact]
    public async Task Before_the_first_look_and_after_the_lease_nobody_is_served()
    {
        await using var fixture = await GateFixture.CreateAsync();
        using var fresh = new PolicyFeed(fixture.Metastore, fixture.Accounts, fixture.Time);
        Assert.Equal(new Decision.Unavailable { PolicyVersion = 0 }, new Authorizer(fresh, fixture.Time).Decide(Caller(), AccessAction.LoadTable, NavTable));

        var version = fixture.Feed.LastVersion;
        fixture.Time.Now += PolicyFeed.Lease;
        Assert.IsType<Decision.Allowed>(Decide(fixture));
        fixture.Time.Now += TimeSpan.FromTicks(1);
        Assert.Equal(new Decision.Unavailable { PolicyVersion = version }, Decide(fixture));
        await fixture.Feed.RefreshAsync();
        Assert.IsType<Decision.Allowed>(Decide(fixture));
    }

    [Fact]
    public async Task A_look_that_finds_no_change_keeps_the_snapshot_and_one_that_does_swaps_it_whole()
    {
        await using var fixture = await GateFixture.CreateAsync();
        var before = fixture.Feed.Current;
        await fixture.Feed.RefreshAsync();
        Assert.Same(before, fixture.Feed.Current);
        await fixture.SetStateAsync(AgreementState.Suspended);
        Assert.IsType<Decision.Allowed>(Decide(fixture));
        await fixture.Feed.RefreshAsync();
        Assert.Equal(before!.Version + 1, fixture.Feed.Current!.Version);
        Assert.Equal(DenyReason.Suspended, Assert.IsType<Decision.Denied>(Decide(fixture)).Reason);
    }

    [Fact]
    public async Task A_raised_epoch_ends_the_sessions_before_it()
    {
        await using var fixture = await GateFixture.CreateAsync();
        await fixture.Metastore.WriteAsync(session => fixture.Accounts.BumpEpochAsync(session, new Principal(Hedge, Principal.ClientName)));
        await fixture.Feed.RefreshAsync();
        Assert.Equal(DenyReason.SessionRevoked, Assert.IsType<Decision.Denied>(Decide(fixture)).Reason);
        Assert.IsType<Decision.Allowed>(fixture.Authorizer.Decide(Caller() with { PrincipalEpoch = 2 }, AccessAction.LoadTable, NavTable));
    }

    [Fact]
    public async Task A_running_feed_follows_a_change_and_stops_when_cancelled()
    {
        await using var fixture = await GateFixture.CreateAsync();
        using var stop = new CancellationTokenSource();
        var running = fixture.Feed.RunAsync(stop.Token);
        await fixture.SetStateAsync(AgreementState.Suspended);
        var version = await fixture.Metastore.ReadAsync(PolicyVersion.ReadAsync);
        using var limit = new CancellationTokenSource(TimeSpan.FromSeconds(60));
        while (fixture.Feed.LastVersion != version)
            await Task.Delay(5, limit.Token);
        await stop.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => running);
    }

    [Fact]
    public async Task A_policy_that_cannot_be_read_is_no_policy()
    {
        await using var fixture = await GateFixture.CreateAsync();
        await fixture.Metastore.WriteAsync(async session =>
        {
            await session.ExecuteAsync("UPDATE grants SET tables = '{\"nav_history\":{}}'");
            await PolicyVersion.RaiseAsync(session);
        });
        await Assert.ThrowsAsync<FormatException>(() => fixture.Feed.RefreshAsync());
        fixture.Time.Now += PolicyFeed.Lease + TimeSpan.FromTicks(1);
        Assert.IsType<Decision.Unavailable>(Decide(fixture));
    }
}
