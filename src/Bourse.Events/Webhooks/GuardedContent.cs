using System.Net;
using Bourse.Events.Deliveries;

namespace Bourse.Events.Webhooks;

/// <summary>
/// A body that asks whether it may leave when the connection stands and its first byte would go. Finding the receiver may take as long as an attempt, and the right
/// to hear may end meanwhile; what is left is the moment between the answer and the socket.
/// </summary>
internal sealed class GuardedContent(byte[] body, Func<CancellationToken, Task<bool>> mayLeave) : HttpContent
{
    protected override async Task SerializeToStreamAsync(Stream stream, TransportContext? context, CancellationToken cancellationToken)
    {
        if (!await mayLeave(cancellationToken))
            throw new EventWithheldException();
        await stream.WriteAsync(body, cancellationToken);
    }

    protected override Task SerializeToStreamAsync(Stream stream, TransportContext? context) => SerializeToStreamAsync(stream, context, CancellationToken.None);

    protected override bool TryComputeLength(out long length)
    {
        length = body.Length;
        return true;
    }
}
