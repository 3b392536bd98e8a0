using System.Security.Cryptography;
using Amazon.S3;
using Bourse.Storage.Caching;
using Bourse.Storage.Local;

namespace Bourse.Storage.S3;

/// <summary>
/// Objects in a bucket of a service that speaks S3. Objects are created by conditional requests and marked with their SHA-256; whole reads are checked against
/// it, ranges against the <see cref="Blocks.BlockDigests"/> that the caller kept. What may be sent again is, with back-off. Makes no bucket and sets nothing on it.
/// </summary>
public sealed class S3ObjectStore : IObjectStore
{
    private readonly AmazonS3Client _client;
    private readonly S3Bucket _bucket;
    private readonly S3Writes _writes;
    private readonly TemporaryFolder _temporary;
    private readonly ReadCache _cache;

    /// <summary>Opens a store; nothing is sent yet.</summary>
    /// <param name="options">Where and how.</param>
    /// <param name="clock">Times the pauses between attempts.</param>
    /// <param name="random">Makes names and pauses.</param>
    /// <exception cref="ArgumentException">The options have mistakes; all are listed.</exception>
    /// <exception cref="StorageException">The local folder cannot be made or used.</exception>
    public S3ObjectStore(S3StoreOptions options, TimeProvider clock, RandomNumberGenerator random)
    {
        ArgumentNullException.ThrowIfNull(options);
        ArgumentNullException.ThrowIfNull(clock);
        ArgumentNullException.ThrowIfNull(random);
        var mistakes = options.Mistakes().ToArray();
        if (mistakes.Length > 0)
            throw new ArgumentException(string.Join(" ", mistakes), nameof(options));
        Name = options.Name;
        var folder = Path.GetFullPath(options.LocalFolder);
        try
        {
            _temporary = new TemporaryFolder(Path.Combine(folder, "tmp"), random);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw IoFailure.Translate($"open the local folder of the store '{Name}'", e);
        }
        _cache = new ReadCache(Path.Combine(folder, "cache"), options.CacheBytesMax);
        _client = S3Client.Create(options);
        _bucket = new S3Bucket(options, _client, new S3Retries(options, clock, random));
        _writes = new S3Writes(_bucket, random);
    }

    /// <inheritdoc />
    public string Name { get; }

    /// <inheritdoc />
    public async ValueTask<ObjectInfo?> HeadAsync(ObjectKey key, CancellationToken cancellationToken = default) =>
        (await _bucket.HeadAsync(key, cancellationToken))?.Info;

    /// <inheritdoc />
    public async ValueTask<Stream> OpenReadAsync(ObjectKey key, long offset = 0, long? length = null, CancellationToken cancellationToken = default)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(offset);
        ArgumentOutOfRangeException.ThrowIfNegative(length ?? 0, nameof(length));
        if (length == 0)
        {
            _ = await RequireHeadAsync(key, cancellationToken);
            return new MemoryStream([], writable: false);
        }
        (long, long)? range = offset == 0 && length is null ? null
            : (offset, length is { } bytes && bytes <= long.MaxValue - offset ? offset + bytes - 1 : long.MaxValue);
        return await _bucket.GetAsync(key, range, etag: null, cancellationToken) is { } response
            ? new S3ReadStream(_bucket, key, offset, response)
            : new MemoryStream([], writable: false);
    }

    /// <inheritdoc />
    public async ValueTask<ReadOnlyMemory<byte>> ReadAllAsync(ObjectKey key, CancellationToken cancellationToken = default)
    {
        try
        {
            return await ReadWholeAsync(key, cancellationToken);
        }
        catch (CorruptObjectException)
        {
            // Once more: the way here may have damaged the bytes.
            return await ReadWholeAsync(key, cancellationToken);
        }
    }

    /// <inheritdoc />
    public async ValueTask CreateAsync(ObjectKey key, ReadOnlyMemory<byte> content, CancellationToken cancellationToken = default) =>
        await _writes.CreateAsync(key, content, cancellationToken);

    /// <inheritdoc />
    public async ValueTask AdoptAsync(ObjectKey key, string localFile, CancellationToken cancellationToken = default)
    {
        ArgumentException.ThrowIfNullOrEmpty(localFile);
        if (!_temporary.Contains(localFile))
            throw new ArgumentException("Only files made at a path of NewTemporaryPath are adopted.", nameof(localFile));
        try
        {
            await _writes.AdoptAsync(key, localFile, cancellationToken);
            File.Delete(localFile);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw IoFailure.Translate($"adopt '{key}'", e);
        }
    }

    /// <inheritdoc />
    public IAsyncEnumerable<ObjectInfo> ListAsync(string prefix, CancellationToken cancellationToken = default) => ListAsync(prefix, "", cancellationToken);

    /// <inheritdoc />
    public IAsyncEnumerable<ObjectInfo> ListAsync(string prefix, string after, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(prefix);
        return _bucket.ListAsync(prefix, after, cancellationToken);
    }

    /// <inheritdoc />
    public async ValueTask DeleteAsync(ObjectKey key, CancellationToken cancellationToken = default) => await _bucket.DeleteAsync(key, cancellationToken);

    /// <inheritdoc />
    public async ValueTask<string> LocalPathAsync(ObjectKey key, CancellationToken cancellationToken = default)
    {
        var head = await RequireHeadAsync(key, cancellationToken);
        return await _cache.GetAsync(
            new CachedObject(Name, key, head.ETag, head.Info.Length, head.Sha256), (file, token) => DownloadAsync(key, head, file, token), cancellationToken);
    }

    /// <inheritdoc />
    public IDisposable HoldLocalFiles() => _cache.Hold();

    /// <inheritdoc />
    public string NewTemporaryPath(string suffix) => _temporary.NewPath(suffix);

    /// <summary>Ends downloads, and gives up unfinished files. Cached files stay for the next process.</summary>
    public void Dispose()
    {
        _cache.Dispose();
        _writes.Dispose();
        _client.Dispose();
        _temporary.Dispose();
    }

    private async Task<ReadOnlyMemory<byte>> ReadWholeAsync(ObjectKey key, CancellationToken cancellationToken)
    {
        var response = await _bucket.GetAsync(key, range: null, etag: null, cancellationToken);
        var recorded = response!.Metadata[S3Mark.Sha256Name];
        await using var stream = new S3ReadStream(_bucket, key, 0, response);
        ReadAllLimit.Check(key, stream.Length);
        var content = new byte[stream.Length];
        await stream.ReadExactlyAsync(content, cancellationToken);
        return string.IsNullOrEmpty(recorded) || Convert.ToHexStringLower(SHA256.HashData(content)) == recorded
            ? content
            : throw new CorruptObjectException(Name, key, block: null, "their digest is not the recorded one");
    }

    private async Task DownloadAsync(ObjectKey key, S3ObjectHead head, Stream file, CancellationToken cancellationToken)
    {
        var response = await _bucket.GetAsync(key, range: null, head.ETag, cancellationToken);
        await using var content = new S3ReadStream(_bucket, key, 0, response!);
        await content.CopyToAsync(file, cancellationToken);
    }

    private async Task<S3ObjectHead> RequireHeadAsync(ObjectKey key, CancellationToken cancellationToken) =>
        await _bucket.HeadAsync(key, cancellationToken) ?? throw new ObjectNotFoundException(Name, key);
}
