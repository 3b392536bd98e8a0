using System.Net;
using System.Net.Sockets;
using Bourse.Server.Hosting;
using Bourse.Server.Tests.World;

namespace Bourse.Server.Tests.Hosting;

[Collection(WorldCollection.Name)]
public sealed class ListenerBindTests(WorldFixture fixture)
{
    [Theory]
    [InlineData("listeners.open")]
    [InlineData("listeners.aws")]
    public async Task A_taken_port_is_named_by_its_key(string key)
    {
        using var holder = new TcpListener(IPAddress.Loopback, 0);
        holder.Start();
        var taken = new ListenerOptions { Endpoint = (IPEndPoint)holder.LocalEndpoint };
        var refused = await Assert.ThrowsAsync<ListenerBindException>(() => fixture.World.StartServerAsync(
            options => key == "listeners.open" ? options with { Open = taken } : options with { Aws = taken }));
        Assert.Equal(
            $"{key}.address: {taken.Endpoint} is taken by another program, perhaps another 'bourse serve'. "
            + $"End that program, or write another port in {key}.address of bourse.json.",
            refused.Message);
    }

    [Fact]
    public async Task An_address_of_another_machine_is_named_by_its_key()
    {
        var foreign = new ListenerOptions { Endpoint = IPEndPoint.Parse("192.0.2.1:0") };
        var refused = await Assert.ThrowsAsync<ListenerBindException>(() => fixture.World.StartServerAsync(
            options => options with { Open = foreign, TrustedProxies = [IPNetwork.Parse("192.0.2.0/24")] }));
        Assert.Equal(
            "listeners.open.address: 192.0.2.1 is no address of this machine. Write one that is in listeners.open.address of bourse.json, for example 127.0.0.1:0.",
            refused.Message);
    }
}
