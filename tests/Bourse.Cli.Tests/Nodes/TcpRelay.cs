using System.Collections.Concurrent;
using System.Net;
using System.Net.Sockets;

namespace Bourse.Cli.Tests.Nodes;

/// <summary>
/// A network between a client and a server on 127.0.0.1 that can be cut: bytes are swallowed and nobody is told, as a firewall or a pulled cable does it.
/// </summary>
internal sealed class TcpRelay : IDisposable
{
    private readonly TcpListener _listener = new(IPAddress.Loopback, 0);
    private readonly ConcurrentBag<Socket> _sockets = [];
    private readonly int _target;
    private volatile bool _isCut;

    public TcpRelay(int targetPort)
    {
        _target = targetPort;
        _listener.Start();
        _ = AcceptAsync();
    }

    /// <summary>Where clients connect.</summary>
    public int Port => ((IPEndPoint)_listener.LocalEndpoint).Port;

    /// <summary>Swallows all that is sent from now on, in both directions.</summary>
    public void Cut() => _isCut = true;

    /// <summary>Serves new connections again; those that were cut have lost bytes, and end.</summary>
    public void Mend()
    {
        while (_sockets.TryTake(out var socket))
            socket.Dispose();
        _isCut = false;
    }

    public void Dispose()
    {
        _listener.Stop();
        Mend();
    }

    private async Task AcceptAsync()
    {
        try
        {
            while (true)
            {
                var client = await _listener.AcceptSocketAsync();
                var server = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
                await server.ConnectAsync(IPAddress.Loopback, _target);
                _sockets.Add(client);
                _sockets.Add(server);
                _ = CopyAsync(client, server);
                _ = CopyAsync(server, client);
            }
        }
        catch (Exception exception) when (exception is SocketException or ObjectDisposedException)
        {
            // It was disposed.
        }
    }

    private async Task CopyAsync(Socket from, Socket to)
    {
        try
        {
            var buffer = new byte[65536];
            while (await from.ReceiveAsync(buffer) is > 0 and var count)
            {
                if (!_isCut)
                    await to.SendAsync(buffer.AsMemory(0, count));
            }
            to.Shutdown(SocketShutdown.Send);
        }
        catch (Exception exception) when (exception is SocketException or ObjectDisposedException)
        {
            to.Dispose();
        }
    }
}
