using System.Buffers.Binary;
using System.Security.Cryptography;

namespace Bourse.Storage.S3;

/// <summary>
/// Sends a request again while it may succeed, with exponential back-off and full jitter. The SDK's own retries are off: a create has to know whether an
/// earlier attempt may have taken effect.
/// </summary>
internal sealed class S3Retries(S3StoreOptions options, TimeProvider clock, RandomNumberGenerator random)
{
    private static readonly TimeSpan PauseMax = TimeSpan.FromSeconds(5);

    /// <summary>Runs a request to its answer.</summary>
    /// <param name="action">What is done, for the error: <c>read 'a/b'</c>.</param>
    /// <param name="send">One attempt. Answers that are no failure to the caller, such as 404, are its own to catch.</param>
    /// <param name="cancellationToken">Ends the call.</param>
    /// <exception cref="StorageException">The last attempt failed, or one that is not to be repeated.</exception>
    public async Task<T> RunAsync<T>(string action, Func<CancellationToken, Task<T>> send, CancellationToken cancellationToken)
    {
        for (var attempt = 1; ; attempt++)
        {
            try
            {
                return await send(cancellationToken);
            }
            catch (Exception e) when (S3Failure.IsFailure(e) && !cancellationToken.IsCancellationRequested)
            {
                if (attempt >= options.AttemptsMax || !S3Failure.IsTransient(e))
                    throw S3Failure.Translate(action, options.Name, e);
            }
            await PauseAsync(attempt, cancellationToken);
        }
    }

    /// <summary>Waits before another attempt.</summary>
    /// <param name="attempt">The attempts made so far, from 1.</param>
    /// <param name="cancellationToken">Ends the wait.</param>
    public Task PauseAsync(int attempt, CancellationToken cancellationToken)
    {
        Span<byte> drawn = stackalloc byte[sizeof(uint)];
        random.GetBytes(drawn);
        var longest = Math.Min(PauseMax.Ticks, options.RetryPause.Ticks * Math.Pow(2, attempt - 1));
        return Task.Delay(TimeSpan.FromTicks((long)(longest * BinaryPrimitives.ReadUInt32LittleEndian(drawn) / uint.MaxValue)), clock, cancellationToken);
    }
}
