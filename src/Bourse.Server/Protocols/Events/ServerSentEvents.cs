using System.Text;
using Bourse.Events.Streams;
using Microsoft.AspNetCore.Http;

namespace Bourse.Server.Protocols.Events;

/// <summary>
/// Events as <c>text/event-stream</c>: the id is the event's, the data its CloudEvents document in one line. A comment comes when nothing else has for 15 s.
/// </summary>
internal sealed class ServerSentEvents(HttpResponse response)
{
    /// <summary>How long a stream is silent at most; proxies cut silent connections.</summary>
    public static readonly TimeSpan SilenceMax = TimeSpan.FromSeconds(15);

    public async Task SendAsync(EventStream stream, TimeProvider time, CancellationToken cancellation)
    {
        response.ContentType = "text/event-stream; charset=utf-8";
        response.Headers.CacheControl = "no-store";
        // nginx would keep events back until its buffer is full.
        response.Headers["X-Accel-Buffering"] = "no";
        await WriteAsync(":\n\n", cancellation);
        while (true)
        {
            var events = await stream.NextAsync(SilenceMax, time, cancellation);
            var text = new StringBuilder(events.Count == 0 ? ":\n\n" : "");
            // The document holds no line feed: the writer of JSON escapes it in texts and sets none between.
            foreach (var one in events)
                text.Append("id: ").Append(one.Id).Append("\ndata: ").Append(one.Body).Append("\n\n");
            await WriteAsync(text.ToString(), cancellation);
        }
    }

    private async Task WriteAsync(string text, CancellationToken cancellation)
    {
        await response.Body.WriteAsync(Encoding.UTF8.GetBytes(text), cancellation);
        await response.Body.FlushAsync(cancellation);
    }
}
