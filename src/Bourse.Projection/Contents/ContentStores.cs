using System.Collections.Concurrent;
using System.Collections.Frozen;
using System.Security.Cryptography;
using Bourse.Storage;

namespace Bourse.Projection.Contents;

/// <summary>The stores that hold projected bytes. Verifies each content once per process against the digest it was recorded with.</summary>
internal sealed class ContentStores
{
    private const int BufferLength = 1 << 20;
    private readonly FrozenDictionary<string, IObjectStore> _stores;
    private readonly ConcurrentDictionary<StoredContent, Lazy<Task>> _verified = new();

    public ContentStores(IEnumerable<IObjectStore> stores)
    {
        ArgumentNullException.ThrowIfNull(stores);
        _stores = stores.ToFrozenDictionary(s => s.Name, StringComparer.Ordinal);
    }

    /// <summary>The store with a name.</summary>
    /// <exception cref="StorageException">There is none: the configuration lacks a store that the metastore refers to.</exception>
    public IObjectStore Store(string name) =>
        _stores.GetValueOrDefault(name) ?? throw new StorageException($"The store '{name}' is not configured.", isTransient: false);

    public ValueTask<Stream> OpenReadAsync(StoredContent content, long offset, long length, CancellationToken cancellationToken) =>
        Store(content.Store).OpenReadAsync(ObjectKey.Parse(content.Key), offset, length, cancellationToken);

    public ValueTask<string> LocalPathAsync(StoredContent content, CancellationToken cancellationToken) =>
        Store(content.Store).LocalPathAsync(ObjectKey.Parse(content.Key), cancellationToken);

    /// <summary>Keeps the local files that any of the stores gives from now on until the result is disposed.</summary>
    public IDisposable HoldLocalFiles() => new LocalFileHolds(_stores.Values.Select(store => store.HoldLocalFiles()));

    /// <summary>Makes sure that the bytes are the recorded ones.</summary>
    /// <exception cref="DamagedContentException">They are not.</exception>
    public async Task VerifyAsync(StoredContent content, CancellationToken cancellationToken)
    {
        // Many readers share one verification, so none of them may cancel it.
        var check = _verified.GetOrAdd(content, c => new Lazy<Task>(() => Task.Run(() => CheckAsync(c), CancellationToken.None)));
        try
        {
            await check.Value.WaitAsync(cancellationToken);
        }
        catch (Exception e) when (e is not OperationCanceledException)
        {
            // Restored bytes, or a store that answers again, get a new chance.
            _verified.TryRemove(KeyValuePair.Create(content, check));
            throw;
        }
    }

    /// <summary>Reads a metadata object whole.</summary>
    /// <exception cref="DamagedContentException">The bytes are not the recorded ones.</exception>
    public async Task<ReadOnlyMemory<byte>> ReadAllAsync(StoredContent content, CancellationToken cancellationToken)
    {
        var bytes = await Store(content.Store).ReadAllAsync(ObjectKey.Parse(content.Key), cancellationToken);
        return Convert.ToHexStringLower(SHA256.HashData(bytes.Span)) == content.Sha256 ? bytes : throw Damaged(content);
    }

    /// <summary>Lower-case hexadecimal SHA-256 and length of an object's bytes.</summary>
    public async Task<(string Sha256, long Length)> DigestAsync(string store, string key, CancellationToken cancellationToken)
    {
        await using var stream = await Store(store).OpenReadAsync(ObjectKey.Parse(key), cancellationToken: cancellationToken);
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        var buffer = new byte[BufferLength];
        long length = 0;
        int read;
        while ((read = await stream.ReadAsync(buffer, cancellationToken)) > 0)
        {
            hash.AppendData(buffer, 0, read);
            length += read;
        }
        return (Convert.ToHexStringLower(hash.GetHashAndReset()), length);
    }

    private async Task CheckAsync(StoredContent content)
    {
        var (sha256, length) = await DigestAsync(content.Store, content.Key, CancellationToken.None);
        if (sha256 != content.Sha256 || length != content.Length)
            throw Damaged(content);
    }

    private static DamagedContentException Damaged(StoredContent content) =>
        new($"The object '{content.Key}' of the store '{content.Store}' is damaged: its digest is not the recorded one.");
}
