using System.Buffers;
using Microsoft.AspNetCore.Http;

namespace Bourse.Server.Http;

/// <summary>
/// Sends a long body for as long as its reader may have it: the decision is asked again while bytes flow, and when it no longer stands, or cannot
/// be had, the connection is cut. Without this a slow reader would outlive its agreement. Cutting is a reset, so what this machine's kernel holds unsent is
/// discarded, and <see cref="Hosting.ListenerSockets"/> keeps that small. What the network and the reader's own kernel have taken by then is the reader's.
/// </summary>
internal sealed class RevocableCopy(TimeProvider time)
{
    /// <summary>How often the decision is asked again; decision 12 allows open streams five seconds.</summary>
    public static readonly TimeSpan Interval = TimeSpan.FromSeconds(2);

    /// <summary>How long it may take to answer; no answer in that time is a refusal.</summary>
    public static readonly TimeSpan AnswerWithin = TimeSpan.FromSeconds(2.5);

    private const int CopyBufferBytes = 256 * 1024;

    // The listener buffers this much, so a shorter body is out of our hands at once.
    private const int UnwatchedBytesMax = 64 * 1024;

    /// <summary>Copies the stream to the answer's body.</summary>
    /// <param name="context">The request.</param>
    /// <param name="bytes">What to send.</param>
    /// <param name="length">How much that is.</param>
    /// <param name="stillAllowed">Asks for the decision again.</param>
    /// <param name="meter">Takes the number of bytes handed to the connection, also when it broke.</param>
    public async Task SendAsync(
        HttpContext context, Stream bytes, long length, Func<CancellationToken, Task<bool>> stillAllowed, Action<long> meter)
    {
        if (length <= UnwatchedBytesMax)
        {
            await CopyAsync(bytes, context.Response.Body, (int)length, meter, context.RequestAborted);
            return;
        }
        await WatchWhileAsync(context, stillAllowed, cancellation => CopyAsync(bytes, context.Response.Body, CopyBufferBytes, meter, cancellation));
    }

    /// <summary>Sends something long of any kind; it is cancelled, and the connection cut, when the decision no longer stands.</summary>
    /// <param name="context">The request.</param>
    /// <param name="stillAllowed">Asks for the decision again.</param>
    /// <param name="send">Sends it, until cancelled.</param>
    public async Task WatchWhileAsync(HttpContext context, Func<CancellationToken, Task<bool>> stillAllowed, Func<CancellationToken, Task> send)
    {
        using var ended = CancellationTokenSource.CreateLinkedTokenSource(context.RequestAborted);
        var watch = WatchAsync(context, stillAllowed, ended.Token);
        try
        {
            await send(ended.Token);
        }
        finally
        {
            await ended.CancelAsync();
            await watch;
        }
    }

    private static async Task CopyAsync(Stream from, Stream to, int bufferBytes, Action<long> meter, CancellationToken cancellation)
    {
        var buffer = ArrayPool<byte>.Shared.Rent(bufferBytes);
        long sent = 0;
        try
        {
            int read;
            while ((read = await from.ReadAsync(buffer, cancellation)) > 0)
            {
                await to.WriteAsync(buffer.AsMemory(0, read), cancellation);
                sent += read;
            }
        }
        finally
        {
            ArrayPool<byte>.Shared.Return(buffer);
            if (sent > 0)
                meter(sent);
        }
    }

    private async Task WatchAsync(HttpContext context, Func<CancellationToken, Task<bool>> stillAllowed, CancellationToken cancellation)
    {
        using var timer = new PeriodicTimer(Interval, time);
        try
        {
            while (await timer.WaitForNextTickAsync(cancellation))
            {
                if (!await stillAllowed(cancellation).WaitAsync(AnswerWithin, time, cancellation))
                {
                    context.Abort();
                    return;
                }
            }
        }
        catch (OperationCanceledException) when (cancellation.IsCancellationRequested)
        {
            // The body is out, or the reader is gone.
        }
        catch (TimeoutException)
        {
            context.Abort();
        }
        catch
        {
            context.Abort();
            throw;
        }
    }
}
