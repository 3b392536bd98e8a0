using System.Globalization;
using System.Net;
using System.Net.Sockets;
using System.Text;

namespace Bourse.Storage.Tests.S3;

/// <summary>
/// Stands on a real socket between a client and an HTTP service and does what its script says to each request. One request a connection, and one at the service
/// at a time: moto looks at a condition and writes in two steps.
/// </summary>
internal sealed class FaultProxy : IDisposable
{
    private static readonly byte[] HeadEnd = "\r\n\r\n"u8.ToArray();

    private readonly TcpListener _listener = new(IPAddress.Loopback, 0);
    private readonly CancellationTokenSource _ending = new();
    private readonly SemaphoreSlim _oneAtATime = new(1, 1);
    private readonly int _servicePort;

    public FaultProxy(int servicePort)
    {
        _servicePort = servicePort;
        _listener.Start();
        _ = AcceptAsync();
    }

    /// <summary>What happens to a request, by its first line such as <c>PUT /bucket/key HTTP/1.1</c>. Called once a request, in turn.</summary>
    public Func<string, ProxyFault> Script { get; set; } = _ => ProxyFault.None;

    /// <summary>The name of a header that the service is not told, as if it did not know it, by a request's first line; null to tell it all.</summary>
    public Func<string, string?> UnknownHeader { get; set; } = _ => null;

    public Uri Address => new($"http://127.0.0.1:{((IPEndPoint)_listener.LocalEndpoint).Port}");

    public void Dispose()
    {
        _ending.Cancel();
        _listener.Dispose();
    }

    private async Task AcceptAsync()
    {
        while (!_ending.IsCancellationRequested)
        {
            try
            {
                var client = await _listener.AcceptSocketAsync(_ending.Token);
                _ = ServeAsync(client);
            }
            catch (Exception e) when (e is OperationCanceledException or SocketException or ObjectDisposedException)
            {
                return;
            }
        }
    }

    private async Task ServeAsync(Socket client)
    {
        using var closing = client;
        try
        {
            if (await ReadRequestAsync(client) is not { } request)
                return;
            await _oneAtATime.WaitAsync(_ending.Token);
            try
            {
                await AnswerAsync(client, request);
            }
            finally
            {
                _oneAtATime.Release();
            }
        }
        catch (Exception e) when (e is SocketException or OperationCanceledException or IOException)
        {
            // A client may go away at any time.
        }
    }

    private async Task AnswerAsync(Socket client, byte[] request)
    {
        var fault = Script(Encoding.UTF8.GetString(request).Split("\r\n", 2)[0]);
        switch (fault)
        {
            case ProxyFault.ResetBefore:
                Reset(client);
                return;
            case ProxyFault.InternalError or ProxyFault.SlowDown:
                await client.SendAsync(Refusal(fault), _ending.Token);
                client.Shutdown(SocketShutdown.Send);
                return;
        }
        var answer = await ForwardAsync(request);
        var body = answer.AsSpan().IndexOf(HeadEnd) + HeadEnd.Length;
        if (fault == ProxyFault.FlipBit && body < answer.Length)
            answer[body + ((answer.Length - body) / 2)] ^= 1;
        var sent = fault switch
        {
            ProxyFault.LoseAnswer => 0,
            ProxyFault.Truncate or ProxyFault.Tear => body + ((answer.Length - body) / 2),
            _ => answer.Length,
        };
        await client.SendAsync(answer.AsMemory(0, sent), _ending.Token);
        if (fault is ProxyFault.LoseAnswer or ProxyFault.Tear)
            Reset(client);
        else
            client.Shutdown(SocketShutdown.Send);
    }

    private async Task<byte[]> ForwardAsync(byte[] request)
    {
        using var service = new Socket(SocketType.Stream, ProtocolType.Tcp);
        await service.ConnectAsync(IPAddress.Loopback, _servicePort, _ending.Token);
        await service.SendAsync(request, _ending.Token);
        using var answer = new MemoryStream();
        var buffer = new byte[64 << 10];
        int read;
        while ((read = await service.ReceiveAsync(buffer, _ending.Token)) > 0)
            answer.Write(buffer, 0, read);
        return answer.ToArray();
    }

    // The request with its body, asking the service to close the connection after its answer.
    private async Task<byte[]?> ReadRequestAsync(Socket client)
    {
        var received = new List<byte>();
        var buffer = new byte[64 << 10];
        int head;
        while ((head = System.Runtime.InteropServices.CollectionsMarshal.AsSpan(received).IndexOf(HeadEnd)) < 0)
        {
            if (await ReceiveAsync(client, buffer, received) == 0)
                return null;
        }
        var lines = Encoding.UTF8.GetString([.. received[..head]]).Split("\r\n");
        if (lines.Any(l => l.StartsWith("Expect:", StringComparison.OrdinalIgnoreCase)))
            await client.SendAsync("HTTP/1.1 100 Continue\r\n\r\n"u8.ToArray(), _ending.Token);
        var length = lines.FirstOrDefault(l => l.StartsWith("Content-Length:", StringComparison.OrdinalIgnoreCase))?["Content-Length:".Length..] ?? "0";
        var end = head + HeadEnd.Length + int.Parse(length, CultureInfo.InvariantCulture);
        while (received.Count < end)
        {
            if (await ReceiveAsync(client, buffer, received) == 0)
                return null;
        }
        string?[] dropped = ["Connection", "Expect", UnknownHeader(lines[0])];
        var kept = lines.Where(l => !dropped.Any(name => name is not null && l.StartsWith(name + ":", StringComparison.OrdinalIgnoreCase)));
        return [.. Encoding.UTF8.GetBytes(string.Join("\r\n", [.. kept, "Connection: close"])), .. received.Skip(head)];
    }

    private async Task<int> ReceiveAsync(Socket client, byte[] buffer, List<byte> received)
    {
        var read = await client.ReceiveAsync(buffer, _ending.Token);
        received.AddRange(buffer.AsSpan(0, read));
        return read;
    }

    private static byte[] Refusal(ProxyFault fault)
    {
        var (status, code) = fault == ProxyFault.SlowDown ? ("503 Slow Down", "SlowDown") : ("500 Internal Server Error", "InternalError");
        var body = $"<Error><Code>{code}</Code><Message>injected</Message></Error>";
        return Encoding.UTF8.GetBytes($"HTTP/1.1 {status}\r\nContent-Type: application/xml\r\nContent-Length: {body.Length}\r\nConnection: close\r\n\r\n{body}");
    }

    private static void Reset(Socket client)
    {
        client.LingerState = new LingerOption(true, 0);
        client.Close();
    }
}
