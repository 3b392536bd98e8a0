using System.Net;
using Bourse.Access.Identity;
using Microsoft.AspNetCore.Connections;

namespace Bourse.Server.Hosting;

/// <summary>
/// Bounds how many of a listener's connections one client network holds. It counts peers of the socket before TLS and before any byte is read, so
/// a refused connection costs an accept and a reset. Requests in flight are <see cref="AddressAdmission"/>'s part.
/// </summary>
/// <param name="perNetworkMax">The most connections of one network, 1 or more.</param>
/// <param name="proxies">The trusted proxies, which have no share of their own.</param>
/// <param name="onlyProxies">Whether others than those and loopback addresses are refused, because what they send crosses the network in the clear.</param>
internal sealed class ConnectionShares(int perNetworkMax, IReadOnlyList<IPNetwork> proxies, bool onlyProxies)
{
    private readonly Dictionary<IPAddress, int> _open = [];
    private readonly Lock _lock = new();

    /// <summary>Passes a connection on while its network has room, and resets it otherwise.</summary>
    public Task InvokeAsync(ConnectionContext connection, ConnectionDelegate next)
    {
        if (connection.RemoteEndPoint is not IPEndPoint { Address: var address } || IsProxy(address))
            return next(connection);
        if (onlyProxies && !IPAddress.IsLoopback(address))
        {
            connection.Abort(new ConnectionAbortedException("The listener speaks no TLS, and its address is none of the trusted proxies'."));
            return Task.CompletedTask;
        }
        var network = ClientNetwork.Of(address);
        if (TryEnter(network))
            return ServeAsync(connection, next, network);
        connection.Abort(new ConnectionAbortedException("Its address holds as many connections as one address may."));
        return Task.CompletedTask;
    }

    private async Task ServeAsync(ConnectionContext connection, ConnectionDelegate next, IPAddress network)
    {
        try
        {
            await next(connection);
        }
        finally
        {
            Leave(network);
        }
    }

    private bool IsProxy(IPAddress address)
    {
        var plain = address.IsIPv4MappedToIPv6 ? address.MapToIPv4() : address;
        return proxies.Any(network => network.Contains(plain));
    }

    private bool TryEnter(IPAddress network)
    {
        lock (_lock)
        {
            var open = _open.GetValueOrDefault(network);
            if (open >= perNetworkMax)
                return false;
            _open[network] = open + 1;
            return true;
        }
    }

    private void Leave(IPAddress network)
    {
        lock (_lock)
        {
            if (--_open[network] == 0)
                _open.Remove(network);
        }
    }
}
