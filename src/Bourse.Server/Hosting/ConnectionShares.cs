using System.Net;
using Bourse.Access.Identity;
using Microsoft.AspNetCore.Connections;

namespace Bourse.Server.Hosting;

/// <summary>
/// Bounds how many of a listener's connections one client network holds: its share as long as half of them are free, and of what is free less the less there is,
/// down to one. So a few networks do not fill a listener: eight that take all they get leave a third of it free, and a hundred each have forty. It counts peers
/// of the socket before TLS and before any byte is read, so a refused connection costs an accept and a reset. Requests in flight are
/// <see cref="AddressAdmission"/>'s part.
/// </summary>
/// <param name="limits">The listener's connections, and the most of one network.</param>
/// <param name="proxies">The trusted proxies, which have no share of their own.</param>
/// <param name="onlyProxies">Whether others than those and loopback addresses are refused, because what they send crosses the network in the clear.</param>
internal sealed class ConnectionShares(ConnectionLimits limits, IReadOnlyList<IPNetwork> proxies, bool onlyProxies)
{
    private readonly Dictionary<IPAddress, int> _open = [];
    private readonly Lock _lock = new();
    private int _total;

    /// <summary>Passes a connection on while its network has room, and resets it otherwise.</summary>
    public Task InvokeAsync(ConnectionContext connection, ConnectionDelegate next)
    {
        if (connection.RemoteEndPoint is not IPEndPoint { Address: var address })
            return next(connection);
        var isProxy = IsProxy(address);
        if (onlyProxies && !isProxy && !IPAddress.IsLoopback(address))
        {
            connection.Abort(new ConnectionAbortedException("The listener speaks no TLS, and its address is none of the trusted proxies'."));
            return Task.CompletedTask;
        }
        var network = isProxy ? null : ClientNetwork.Of(address);
        if (TryEnter(network))
            return ServeAsync(connection, next, network);
        connection.Abort(new ConnectionAbortedException("Its address holds as many connections as one address may."));
        return Task.CompletedTask;
    }

    private async Task ServeAsync(ConnectionContext connection, ConnectionDelegate next, IPAddress? network)
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
        var plain = ClientNetwork.Plain(address);
        return proxies.Any(network => network.Contains(plain));
    }

    private bool TryEnter(IPAddress? network)
    {
        lock (_lock)
        {
            if (network is not null)
            {
                var open = _open.GetValueOrDefault(network);
                if (open >= ShareNow())
                    return false;
                _open[network] = open + 1;
            }
            _total++;
            return true;
        }
    }

    private int ShareNow()
    {
        var half = limits.Max / 2;
        var free = limits.Max - _total;
        return free >= half ? limits.PerAddressMax : Math.Max(1, (int)((long)limits.PerAddressMax * free / half));
    }

    private void Leave(IPAddress? network)
    {
        lock (_lock)
        {
            _total--;
            if (network is not null && --_open[network] == 0)
                _open.Remove(network);
        }
    }
}
