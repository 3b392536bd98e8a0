using System.Collections.Concurrent;
using System.Net;

namespace Bourse.Events.Tests;

/// <summary>Every receiver in the world, in memory; <see cref="Answer"/> decides what each says.</summary>
internal sealed class FakeReceivers : HttpMessageHandler
{
    public ConcurrentQueue<ReceivedMessage> Received { get; } = new();

    public Func<ReceivedMessage, CancellationToken, Task<HttpStatusCode>> Answer { get; set; } = (_, _) => Task.FromResult(HttpStatusCode.NoContent);

    protected override async Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
    {
        var message = new ReceivedMessage(
            request.RequestUri!.Host,
            request.Headers.GetValues("webhook-id").Single(),
            request.Headers.GetValues("webhook-timestamp").Single(),
            request.Headers.GetValues("webhook-signature").Single(),
            request.Content!.Headers.ContentType!.ToString(),
            await request.Content.ReadAsStringAsync(cancellationToken));
        Received.Enqueue(message);
        return new HttpResponseMessage(await Answer(message, cancellationToken));
    }
}
