using System.Net;
using System.Net.Sockets;
using System.Text;
using Bourse.Server.Hosting;
using Bourse.Server.Http;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;
using Microsoft.Extensions.DependencyInjection;

namespace Bourse.Server.Tests.Http;

/// <summary>
/// A reader that does not read, on a real connection: what it can still have after its stream was ended is what its own kernel had taken.
/// </summary>
public sealed class SlowReaderTests
{
    private const int BodyBytes = 64 * 1024 * 1024;
    private const int ReceiveBufferBytes = 64 * 1024;

    // The kernel keeps twice what was asked for.
    private const int ClientKernelBytesMax = 2 * ReceiveBufferBytes;

    // Beside those: what the server's kernel may hold unsent, what the listener buffers, and the copy's one buffer.
    private const int HandedOutBytesMax = ClientKernelBytesMax + ListenerSockets.UnsentBytesMax + (64 * 1024) + (256 * 1024);

    [Fact(Timeout = 60_000)]
    public async Task Ending_a_stream_discards_what_its_reader_has_not_taken()
    {
        var allowed = true;
        var body = new CountedBody(BodyBytes);
        await using var server = await ServeAsync(body, () => allowed);
        using var reader = await RequestAsync(server);
        await body.StalledAsync();
        Assert.InRange(body.Position, 1, HandedOutBytesMax);

        allowed = false;
        await body.Released;

        Assert.InRange(await ReadToEndAsync(reader), 0, ClientKernelBytesMax);
    }

    private static async Task<WebApplication> ServeAsync(CountedBody body, Func<bool> allowed)
    {
        var builder = WebApplication.CreateEmptyBuilder(new WebApplicationOptions());
        builder.WebHost.UseKestrelCore().ConfigureKestrel(kestrel => kestrel.Listen(IPAddress.Loopback, 0));
        builder.WebHost.UseSockets(sockets => sockets.CreateBoundListenSocket = ListenerSockets.Bind);
        var app = builder.Build();
        var copy = new RevocableCopy(TimeProvider.System);
        Func<CancellationToken, Task<bool>> stillAllowed = _ => Task.FromResult(allowed());
        app.Run(context => copy.SendAsync(context, body, BodyBytes, stillAllowed, _ => body.Release()));
        await app.StartAsync();
        return app;
    }

    private static async Task<Socket> RequestAsync(WebApplication server)
    {
        var address = new Uri(server.Services.GetRequiredService<IServer>().Features.Get<IServerAddressesFeature>()!.Addresses.Single());
        var socket = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp) { ReceiveBufferSize = ReceiveBufferBytes };
        await socket.ConnectAsync(IPAddress.Loopback, address.Port);
        await socket.SendAsync(Encoding.ASCII.GetBytes("GET / HTTP/1.1\r\nHost: a\r\n\r\n"));
        return socket;
    }

    private static async Task<long> ReadToEndAsync(Socket socket)
    {
        var buffer = new byte[ReceiveBufferBytes];
        long total = 0;
        try
        {
            int read;
            while ((read = await socket.ReceiveAsync(buffer)) > 0)
                total += read;
        }
        catch (SocketException e) when (e.SocketErrorCode == SocketError.ConnectionReset)
        {
        }
        return total;
    }

    /// <summary>A long body that knows how much of it was taken.</summary>
    private sealed class CountedBody(int length) : MemoryStream(new byte[length])
    {
        private readonly TaskCompletionSource _released = new(TaskCreationOptions.RunContinuationsAsynchronously);

        public Task Released => _released.Task;

        public void Release() => _released.TrySetResult();

        /// <summary>Completes when nothing more was taken for a while, because nobody reads at the other end.</summary>
        public async Task StalledAsync()
        {
            long before;
            do
            {
                before = Position;
                await Task.Delay(TimeSpan.FromMilliseconds(300));
            }
            while (Position == 0 || Position != before);
        }
    }
}
