using System.Collections.Concurrent;
using System.Collections.Frozen;
using System.Security.Cryptography;
using Bourse.Storage;
using Bourse.Storage.Blocks;
using Bourse.Storage.Segments;

namespace Bourse.Projection.Contents;

/// <summary>
/// The stores that hold projected bytes. Compares each stored object once a process with the digest it was recorded with, and every block of 1 MiB again with
/// what it was then each time that bytes of it are given: a disk may go bad at any time.
/// </summary>
internal sealed class ContentStores
{
    private readonly FrozenDictionary<string, IObjectStore> _stores;
    private readonly ConcurrentDictionary<StoredContent, Lazy<Task<BlockDigests>>> _verified = new();
    private readonly VirtualContents _virtual;

    public ContentStores(IEnumerable<IObjectStore> stores)
    {
        ArgumentNullException.ThrowIfNull(stores);
        _stores = stores.ToFrozenDictionary(s => s.Name, StringComparer.Ordinal);
        _virtual = new VirtualContents(this);
    }

    /// <summary>The store with a name.</summary>
    /// <exception cref="StorageException">There is none: the configuration lacks a store that the metastore refers to.</exception>
    public IObjectStore Store(string name) =>
        _stores.GetValueOrDefault(name) ?? throw new StorageException($"The store '{name}' is not configured.", isTransient: false);

    /// <summary>Opens a range inside a content. Reads throw <see cref="CorruptObjectException"/> at the first block whose bytes are not the recorded ones.</summary>
    /// <exception cref="DamagedContentException">An object opened for the first time is not the recorded one.</exception>
    public async ValueTask<Stream> OpenReadAsync(ObjectContent content, long offset, long length, CancellationToken cancellationToken)
    {
        if (content is VirtualContent parts)
            return (await _virtual.LoadAsync(parts, cancellationToken)).Open(offset, length);
        var digests = await VerifyAsync((StoredContent)content, cancellationToken);
        return await Store(content.Store).OpenVerifiedAsync(ObjectKey.Parse(content.Key), digests, offset, length, cancellationToken);
    }

    /// <summary>What a virtual object is made of.</summary>
    /// <exception cref="DamagedContentException">The layout is not the one that was written.</exception>
    public async Task<VirtualLayout> LayoutAsync(VirtualContent content, CancellationToken cancellationToken) =>
        (await _virtual.LoadAsync(content, cancellationToken)).Layout;

    /// <summary>The bytes of segments, one after the other, not compared with anything.</summary>
    public Stream Open(IEnumerable<LayoutSegment> segments) =>
        SegmentedReads.Open([.. segments.Select(s => new ObjectSegment(Store(s.Store), ObjectKey.Parse(s.Key), s.Offset, s.Length))]);

    /// <summary>A local file with the bytes, which are the recorded ones.</summary>
    /// <exception cref="DamagedContentException">They are not.</exception>
    public async ValueTask<string> LocalPathAsync(StoredContent content, CancellationToken cancellationToken)
    {
        await VerifyAsync(content, cancellationToken);
        return await Store(content.Store).LocalPathAsync(ObjectKey.Parse(content.Key), cancellationToken);
    }

    /// <summary>Keeps the local files that any of the stores gives from now on until the result is disposed.</summary>
    public IDisposable HoldLocalFiles() => new LocalFileHolds(_stores.Values.Select(store => store.HoldLocalFiles()));

    /// <summary>Makes sure, once a process, that the bytes are the recorded ones.</summary>
    /// <returns>The digests of their blocks.</returns>
    /// <exception cref="DamagedContentException">They are not.</exception>
    public async Task<BlockDigests> VerifyAsync(StoredContent content, CancellationToken cancellationToken)
    {
        // Many readers share one verification, so none of them may cancel it.
        var check = _verified.GetOrAdd(content, c => new Lazy<Task<BlockDigests>>(() => Task.Run(() => CheckAsync(c), CancellationToken.None)));
        try
        {
            return await check.Value.WaitAsync(cancellationToken);
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
    public async Task<ReadOnlyMemory<byte>> ReadAllAsync(ObjectContent content, CancellationToken cancellationToken)
    {
        var bytes = await Store(content.Store).ReadAllAsync(ObjectKey.Parse(content.Key), cancellationToken);
        return Convert.ToHexStringLower(SHA256.HashData(bytes.Span)) == content.Sha256 ? bytes : throw DamagedContentException.Of(content);
    }

    /// <summary>Lower-case hexadecimal SHA-256 and length of an object's bytes.</summary>
    public async Task<(string Sha256, long Length)> DigestAsync(string store, string key, CancellationToken cancellationToken)
    {
        var (sha256, blocks) = await ReadDigestsAsync(store, key, cancellationToken);
        return (sha256, blocks.Length);
    }

    private async Task<BlockDigests> CheckAsync(StoredContent content)
    {
        var (sha256, blocks) = await ReadDigestsAsync(content.Store, content.Key, CancellationToken.None);
        return sha256 == content.Sha256 && blocks.Length == content.Length ? blocks : throw DamagedContentException.Of(content);
    }

    private async Task<(string Sha256, BlockDigests Blocks)> ReadDigestsAsync(string store, string key, CancellationToken cancellationToken)
    {
        await using var stream = await Store(store).OpenReadAsync(ObjectKey.Parse(key), cancellationToken: cancellationToken);
        using var sha256 = SHA256.Create();
        await using var hashed = new CryptoStream(stream, sha256, CryptoStreamMode.Read);
        var blocks = await BlockDigests.OfAsync(hashed, cancellationToken);
        return (Convert.ToHexStringLower(sha256.Hash!), blocks);
    }
}
