using System.Net;
using System.Net.Sockets;
using System.Text;

namespace Bourse.Server.Tests.Hosting;

/// <summary>A connection from a chosen loopback address, on which a test says what goes over the wire.</summary>
internal sealed class RawConnection : IDisposable
{
    private readonly Socket _socket = new(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);

    private RawConnection()
    {
    }

    /// <summary>Connects.</summary>
    /// <param name="from">The client's own address, for example 127.0.0.2.</param>
    /// <param name="to">The listener's.</param>
    public static async Task<RawConnection> OpenAsync(string from, Uri to)
    {
        var connection = new RawConnection();
        connection._socket.Bind(new IPEndPoint(IPAddress.Parse(from), 0));
        await connection._socket.ConnectAsync(IPAddress.Parse(to.Host), to.Port);
        return connection;
    }

    /// <summary>Sends text as it is.</summary>
    public async Task SendAsync(string text) => await _socket.SendAsync(Encoding.Latin1.GetBytes(text));

    /// <summary>Asks for <c>/healthz</c>; the first 12 characters of the answer, null when the connection is ended instead.</summary>
    public Task<string?> HealthAsync() => StatusAsync("GET /healthz HTTP/1.1\r\nHost: a\r\n\r\n");

    /// <summary>Sends a request; the first 12 characters of the answer, null when the connection is ended instead.</summary>
    public async Task<string?> StatusAsync(string request)
    {
        try
        {
            await SendAsync(request);
            var text = await ReceiveAsync();
            return text.Length == 0 ? null : text[..12];
        }
        catch (SocketException e) when (e.SocketErrorCode is SocketError.ConnectionReset or SocketError.Shutdown)
        {
            return null;
        }
    }

    /// <summary>Sends a drop every 50 ms for ever, until the other side ends the connection.</summary>
    public async Task DripUntilEndedAsync(string head, TimeProvider time, string drop = "x")
    {
        await SendAsync(head);
        var ended = EndedAsync();
        while (await Task.WhenAny(ended, Task.Delay(TimeSpan.FromMilliseconds(50), time)) != ended)
            await Task.WhenAny(SendAsync(drop));
        await ended;
    }

    /// <summary>Completes when the other side ends the connection; whatever it says before is read and dropped.</summary>
    public async Task EndedAsync()
    {
        try
        {
            while ((await ReceiveAsync()).Length > 0)
            {
            }
        }
        catch (SocketException e) when (e.SocketErrorCode == SocketError.ConnectionReset)
        {
        }
    }

    public void Dispose() => _socket.Dispose();

    private async Task<string> ReceiveAsync()
    {
        var buffer = new byte[4096];
        return Encoding.Latin1.GetString(buffer, 0, await _socket.ReceiveAsync(buffer));
    }
}
