using System.Net.WebSockets;
using System.Text;
using Bourse.Events.Streams;

namespace Bourse.Server.Protocols.Events;

/// <summary>Events over a WebSocket (RFC 6455): one text message each, its CloudEvents document. What the client says is not read, but that it closes.</summary>
internal sealed class WebSocketEvents(WebSocket socket)
{
    private static readonly TimeSpan s_closeWithin = TimeSpan.FromSeconds(2);

    public async Task SendAsync(EventStream stream, TimeProvider time, CancellationToken cancellation)
    {
        using var ended = CancellationTokenSource.CreateLinkedTokenSource(cancellation);
        var closing = WaitForCloseAsync(ended);
        try
        {
            while (true)
                foreach (var one in await stream.NextAsync(ServerSentEvents.SilenceMax, time, ended.Token))
                    await socket.SendAsync(Encoding.UTF8.GetBytes(one.Body), WebSocketMessageType.Text, endOfMessage: true, ended.Token);
        }
        catch (OperationCanceledException) when (!cancellation.IsCancellationRequested)
        {
            using var closed = new CancellationTokenSource(s_closeWithin, time);
            await socket.CloseOutputAsync(WebSocketCloseStatus.NormalClosure, null, closed.Token);
        }
        finally
        {
            await ended.CancelAsync();
            await closing;
        }
    }

    private async Task WaitForCloseAsync(CancellationTokenSource ended)
    {
        var ignored = new byte[256];
        try
        {
            while ((await socket.ReceiveAsync(ignored, ended.Token)).MessageType != WebSocketMessageType.Close)
            {
            }
        }
        catch (Exception gone) when (gone is OperationCanceledException or WebSocketException)
        {
            // The stream has ended, or the client is gone.
        }
        await ended.CancelAsync();
    }
}
