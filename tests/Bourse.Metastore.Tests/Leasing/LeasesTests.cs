using Bourse.Metastore.Leasing;
using FsCheck;
using FsCheck.Fluent;

namespace Bourse.Metastore.Tests.Leasing;

public sealed class LeasesTests
{
    private static readonly TimeSpan s_duration = TimeSpan.FromSeconds(10);

    [Theory, EachDatabase]
    public async Task A_lease_has_one_holder_until_it_expires(Database database)
    {
        await using var temporary = await TemporaryMetastore.CreateAsync(database);
        var clock = new ManualClock();
        var leases = new Leases(temporary.Metastore, clock);

        var first = await leases.TryAcquireAsync("sequencer", "a", s_duration);
        Assert.Equal(new Lease("sequencer", "a", 1, clock.GetUtcNow() + s_duration), first);
        Assert.Null(await leases.TryAcquireAsync("sequencer", "b", s_duration));
        Assert.NotNull(await leases.TryAcquireAsync("another", "b", s_duration));
        clock.Advance(s_duration - TimeSpan.FromMicroseconds(1));
        Assert.Null(await leases.TryAcquireAsync("sequencer", "b", s_duration));
        clock.Advance(TimeSpan.FromMicroseconds(1));

        Assert.Equal(2, (await leases.TryAcquireAsync("sequencer", "b", s_duration))!.FencingToken);
        Assert.False(await temporary.Metastore.ReadAsync(session => leases.IsCurrentAsync(session, first!)));
        Assert.Null(await leases.RenewAsync(first!, s_duration));
    }

    [Theory, EachDatabase]
    public async Task Of_many_that_try_at_once_one_acquires(Database database)
    {
        await using var temporary = await TemporaryMetastore.CreateAsync(database);
        await using var other = temporary.OpenAnother();
        var clock = new ManualClock();

        var tries = await Task.WhenAll(Enumerable.Range(0, 100).Select(number =>
            new Leases(number % 2 == 0 ? temporary.Metastore : other, clock).TryAcquireAsync("sequencer", $"owner {number}", s_duration)));

        Assert.Single(tries, lease => lease is not null);
    }

    [Theory, EachDatabase]
    public async Task Over_random_operations_at_most_the_last_acquirer_holds_a_lease_and_tokens_rise(Database database)
    {
        await using var temporary = await TemporaryMetastore.CreateAsync(database);
        var leases = 0;
        Check.One(
            Config.QuickThrowOnFailure.WithMaxTest(Rounds.Of(20)),
            Prop.ForAll(Gen.Choose(0, 999).ListOf().ToArbitrary(), steps => { RunAsync(temporary, $"lease {++leases}", steps).GetAwaiter().GetResult(); }));
    }

    private static async Task RunAsync(TemporaryMetastore temporary, string name, IEnumerable<int> steps)
    {
        var clock = new ManualClock();
        var leases = new Leases(temporary.Metastore, clock);
        var held = new Lease?[3];
        (int Owner, long Token, DateTimeOffset ExpiresAt)? last = null;
        foreach (var step in steps)
        {
            var owner = step % 3;
            switch (step / 3 % 4)
            {
                case 0:
                    var isFree = last is null || last.Value.Owner == owner || last.Value.ExpiresAt <= clock.GetUtcNow();
                    var acquired = await leases.TryAcquireAsync(name, $"owner {owner}", s_duration);
                    Assert.Equal(isFree, acquired is not null);
                    if (acquired is null)
                        break;
                    Assert.True(acquired.FencingToken > (last?.Token ?? 0));
                    held[owner] = acquired;
                    last = (owner, acquired.FencingToken, acquired.ExpiresAt);
                    break;
                case 1 when held[owner] is { } lease:
                    var renewed = await leases.RenewAsync(lease, s_duration);
                    Assert.Equal(last!.Value.Token == lease.FencingToken, renewed is not null);
                    if (renewed is not null)
                        last = last.Value with { ExpiresAt = renewed.ExpiresAt };
                    break;
                case 2 when held[owner] is { } lease:
                    await leases.ReleaseAsync(lease);
                    if (last!.Value.Token == lease.FencingToken)
                        last = last.Value with { ExpiresAt = DateTimeOffset.UnixEpoch };
                    break;
                default:
                    clock.Advance(TimeSpan.FromSeconds(step % 7));
                    break;
            }
            foreach (var lease in held.OfType<Lease>())
                Assert.Equal(lease.FencingToken == last!.Value.Token, await temporary.Metastore.ReadAsync(session => leases.IsCurrentAsync(session, lease)));
        }
    }
}
