using Amazon.Runtime;
using Amazon.S3.Model;

namespace Bourse.Storage.S3;

/// <summary>
/// The body of an answer, which goes on with a new request for the rest, of the same version, when the connection breaks or the body ends early. It gives
/// exactly the promised bytes or throws.
/// </summary>
internal sealed class S3ReadStream : ForwardStream
{
    private readonly S3Bucket _bucket;
    private readonly ObjectKey _key;
    private readonly string _etag;
    private readonly long _start;
    private readonly long _length;
    private GetObjectResponse? _response;
    private long _given;

    /// <param name="bucket">Where to ask for the rest.</param>
    /// <param name="key">The object.</param>
    /// <param name="start">The position in the object of the answer's first byte.</param>
    /// <param name="response">The answer; disposed with the stream.</param>
    public S3ReadStream(S3Bucket bucket, ObjectKey key, long start, GetObjectResponse response) =>
        (_bucket, _key, _etag, _start, _length, _response) = (bucket, key, response.ETag, start, response.ContentLength, response);

    public override long Length => _length;

    public override long Position
    {
        get => _given;
        set => throw new NotSupportedException("The stream is read forward only.");
    }

    public override async ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default)
    {
        var wanted = (int)Math.Min(buffer.Length, _length - _given);
        if (wanted == 0)
            return 0;
        for (var attempt = 1; ; attempt++)
        {
            try
            {
                _response ??= await ReopenAsync(cancellationToken);
                var read = await ReadOnceAsync(_response, buffer[..wanted], cancellationToken);
                if (read == 0)
                    throw new EndOfStreamException($"the body ended after {_given} of {_length} bytes");
                _given += read;
                if (_given == _length && !TryClose())
                    throw new CorruptObjectException(_bucket.Options.Name, _key, block: null, "their MD5 is not the one the service says");
                return read;
            }
            catch (Exception e) when (S3Failure.IsFailure(e) && !cancellationToken.IsCancellationRequested)
            {
                _ = TryClose();
                if (attempt >= _bucket.Options.AttemptsMax)
                    throw S3Failure.Translate($"read '{_key}'", _bucket.Options.Name, e);
            }
            await _bucket.Retries.PauseAsync(attempt, cancellationToken);
        }
    }

    protected override void Dispose(bool disposing)
    {
        if (disposing)
            _ = TryClose();
        base.Dispose(disposing);
    }

    // The SDK compares a whole body with its ETag, where that is an MD5, when it is closed. False if they differ, which says nothing of a body cut short.
    private bool TryClose()
    {
        try
        {
            _response?.Dispose();
            return true;
        }
        catch (AmazonClientException)
        {
            return false;
        }
        finally
        {
            _response = null;
        }
    }

    private async Task<GetObjectResponse> ReopenAsync(CancellationToken cancellationToken) =>
        await _bucket.GetAsync(_key, (_start + _given, _start + _length - 1), _etag, cancellationToken)
            ?? throw new StorageException($"The object '{_key}' in the store '{_bucket.Options.Name}' became shorter while it was read.", isTransient: false);

    // A connection that stays open and silent is broken too.
    private async ValueTask<int> ReadOnceAsync(GetObjectResponse response, Memory<byte> buffer, CancellationToken cancellationToken)
    {
        using var limited = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        limited.CancelAfter(_bucket.Options.Timeout);
        return await response.ResponseStream.ReadAsync(buffer, limited.Token);
    }
}
