using System.Net;
using Bourse.Access.Identity;
using Bourse.Server.Hosting;
using Bourse.Server.Tests.World;
using Microsoft.AspNetCore.Connections;

namespace Bourse.Server.Tests.Hosting;

/// <summary>Real connections from several loopback addresses, each a client of its own.</summary>
[Collection(WorldCollection.Name)]
public sealed class ConnectionSharesTests(WorldFixture fixture)
{
    private const string Greedy = "127.0.0.2";
    private const string Modest = "127.0.0.3";
    private const string Served = "HTTP/1.1 200";
    private static readonly ConnectionLimits Few = new() { Max = 10, PerAddressMax = 6 };

    [Fact(Timeout = 30_000)]
    public async Task One_address_fills_its_share_and_another_is_still_served()
    {
        await using var server = await fixture.World.StartServerAsync(options => options with { Connections = Few });
        using var connections = new ConnectionList();
        for (var n = 0; n < Few.PerAddressMax; n++)
            Assert.Equal(Served, await (await connections.OpenAsync(Greedy, server.OpenAddress)).HealthAsync());

        Assert.Null(await (await connections.OpenAsync(Greedy, server.OpenAddress)).HealthAsync());
        Assert.Equal(Served, await (await connections.OpenAsync(Modest, server.OpenAddress)).HealthAsync());
    }

    [Fact(Timeout = 30_000)]
    public async Task A_connection_that_ends_gives_its_place_back()
    {
        await using var server = await fixture.World.StartServerAsync(options => options with { Connections = Few with { PerAddressMax = 1 } });
        for (var n = 0; n < 3; n++)
        {
            using var only = await RawConnection.OpenAsync(Greedy, server.OpenAddress);
            await only.SendAsync("GET /healthz HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\n");
            await only.EndedAsync();
        }
    }

    [Fact(Timeout = 30_000)]
    public async Task A_trusted_proxy_has_the_whole_limit_and_no_more()
    {
        await using var server = await fixture.World.StartServerAsync(
            options => options with { Connections = Few, TrustedProxies = [IPNetwork.Parse($"{Greedy}/32")] });
        using var connections = new ConnectionList();
        for (var n = 0; n < Few.Max; n++)
            Assert.Equal(Served, await (await connections.OpenAsync(Greedy, server.OpenAddress)).HealthAsync());

        Assert.Null(await (await connections.OpenAsync(Greedy, server.OpenAddress)).HealthAsync());
    }

    [Theory]
    [InlineData(1, 512)]
    [InlineData(4, 512)]
    [InlineData(8, 341)]
    [InlineData(100, 40)]
    [InlineData(1000, 4)]
    public void Many_addresses_that_take_all_they_get_leave_room_for_another(int addresses, int each)
    {
        var shares = new ConnectionShares(new ConnectionLimits(), [IPNetwork.Parse("192.0.2.0/24")], onlyProxies: false);
        var greedy = Enumerable.Range(0, addresses).Select(n => new IPAddress([10, 0, (byte)(n / 256), (byte)(n % 256)])).ToArray();
        var held = greedy.ToDictionary(address => address, _ => 0);
        var ends = new TaskCompletionSource();
        for (var taken = true; taken;)
        {
            taken = false;
            foreach (var address in greedy.Where(address => Serves(shares, address, ends.Task)))
            {
                held[address]++;
                taken = true;
            }
        }

        Assert.All(held.Values, count => Assert.InRange(count, each - 1, each + 1));
        Assert.True(Serves(shares, IPAddress.Parse("10.1.0.1"), ends.Task));
        Assert.True(Serves(shares, IPAddress.Parse("192.0.2.1"), ends.Task));
        ends.SetResult();
    }

    [Theory(Timeout = 30_000)]
    [InlineData("10.0.0.7", true)]
    [InlineData("::ffff:10.0.0.7", true)]
    [InlineData("127.0.0.1", true)]
    [InlineData("10.0.1.7", false)]
    [InlineData("2001:db8::1", false)]
    public async Task Where_no_TLS_is_spoken_only_the_proxies_and_this_machine_are_served(string peer, bool served)
    {
        var shares = new ConnectionShares(new ConnectionLimits { PerAddressMax = 1 }, [IPNetwork.Parse("10.0.0.0/24")], onlyProxies: true);
        var connection = new DefaultConnectionContext { RemoteEndPoint = new IPEndPoint(IPAddress.Parse(peer), 1234) };
        var passedOn = false;

        await shares.InvokeAsync(connection, _ =>
        {
            passedOn = true;
            return Task.CompletedTask;
        });

        Assert.Equal(served, passedOn);
        if (!served)
            await Assert.ThrowsAsync<TaskCanceledException>(() => Task.Delay(Timeout.InfiniteTimeSpan, connection.ConnectionClosed));
    }

    [Fact]
    public void An_IPv6_network_is_one_address_and_an_IPv4_address_is_itself_however_it_is_written()
    {
        Assert.Equal(IPAddress.Parse("2001:db8:1:2::"), ClientNetwork.Of(IPAddress.Parse("2001:db8:1:2:3:4:5:6")));
        Assert.NotEqual(ClientNetwork.Of(IPAddress.Parse("2001:db8:1:3::1")), ClientNetwork.Of(IPAddress.Parse("2001:db8:1:2::1")));
        Assert.Equal(IPAddress.Parse("192.0.2.7"), ClientNetwork.Of(IPAddress.Parse("::ffff:192.0.2.7")));
        Assert.Equal(IPAddress.Parse("192.0.2.7"), ClientNetwork.Of(IPAddress.Parse("192.0.2.7")));
    }

    private static bool Serves(ConnectionShares shares, IPAddress peer, Task ends)
    {
        var served = false;
        _ = shares.InvokeAsync(new DefaultConnectionContext { RemoteEndPoint = new IPEndPoint(peer, 1234) }, _ =>
        {
            served = true;
            return ends;
        });
        return served;
    }

    private sealed class ConnectionList : IDisposable
    {
        private readonly List<RawConnection> _connections = [];

        public async Task<RawConnection> OpenAsync(string from, Uri to)
        {
            var connection = await RawConnection.OpenAsync(from, to);
            _connections.Add(connection);
            return connection;
        }

        public void Dispose() => _connections.ForEach(connection => connection.Dispose());
    }
}
