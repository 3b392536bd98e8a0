using System.Runtime.CompilerServices;
using Bourse.Metastore;
using Bourse.Storage;

namespace Bourse.Catalog.Objects;

/// <summary>
/// A store together with what was written to it over S3: an object the exchange wrote is found under its own key, another through the index. It is what everything
/// that reads the lakehouse is given. It guards nothing; what a provider may alter is <see cref="SourceObjects"/>' to say.
/// </summary>
public sealed class IndexedObjectStore : IObjectStore
{
    /// <summary>Below this the store has the bytes of what was written over S3. No object is found there by key.</summary>
    internal const string Folder = ".objects/";

    private const int BatchSize = 1000;
    private readonly IObjectStore _store;
    private readonly IMetastore _metastore;

    /// <summary>Puts the index before a store. Both stay their owners'.</summary>
    public IndexedObjectStore(IObjectStore store, IMetastore metastore, TimeProvider clock)
    {
        ArgumentNullException.ThrowIfNull(store);
        (_store, _metastore, Index) = (store, metastore, new ObjectIndex(store.Name, clock));
    }

    /// <inheritdoc />
    public string Name => _store.Name;

    internal ObjectIndex Index { get; }

    /// <summary>The store below, by its own keys.</summary>
    internal IObjectStore Bytes => _store;

    /// <inheritdoc />
    public async ValueTask<ObjectInfo?> HeadAsync(ObjectKey key, CancellationToken cancellationToken = default)
    {
        if (!IsHidden(key.Value) && await _store.HeadAsync(key, cancellationToken) is { } own)
            return own;
        return await FindAsync(key.Value, cancellationToken) is { } item ? new ObjectInfo(key, item.Length, item.ModifiedAt) : null;
    }

    /// <inheritdoc />
    public ValueTask<Stream> OpenReadAsync(ObjectKey key, long offset = 0, long? length = null, CancellationToken cancellationToken = default) =>
        ResolveAsync(key, own => _store.OpenReadAsync(own, offset, length, cancellationToken), cancellationToken);

    /// <inheritdoc />
    public ValueTask<ReadOnlyMemory<byte>> ReadAllAsync(ObjectKey key, CancellationToken cancellationToken = default) =>
        ResolveAsync(key, own => _store.ReadAllAsync(own, cancellationToken), cancellationToken);

    /// <inheritdoc />
    public ValueTask<string> LocalPathAsync(ObjectKey key, CancellationToken cancellationToken = default) =>
        ResolveAsync(key, own => _store.LocalPathAsync(own, cancellationToken), cancellationToken);

    /// <inheritdoc />
    public async ValueTask CreateAsync(ObjectKey key, ReadOnlyMemory<byte> content, CancellationToken cancellationToken = default)
    {
        await RequireFreeAsync(key, cancellationToken);
        await _store.CreateAsync(key, content, cancellationToken);
    }

    /// <inheritdoc />
    public async ValueTask AdoptAsync(ObjectKey key, string localFile, CancellationToken cancellationToken = default)
    {
        await RequireFreeAsync(key, cancellationToken);
        await _store.AdoptAsync(key, localFile, cancellationToken);
    }

    /// <inheritdoc />
    public async IAsyncEnumerable<ObjectInfo> ListAsync(string prefix, [EnumeratorCancellation] CancellationToken cancellationToken = default)
    {
        await foreach (var item in ListObjectsAsync(prefix, "", cancellationToken))
        {
            if (ObjectKey.TryParse(item.Key, out var key))
                yield return new ObjectInfo(key, item.Length, item.ModifiedAt);
        }
    }

    /// <inheritdoc />
    public async ValueTask DeleteAsync(ObjectKey key, CancellationToken cancellationToken = default)
    {
        if (!IsHidden(key.Value))
            await _store.DeleteAsync(key, cancellationToken);
        if (await FindAsync(key.Value, cancellationToken) is not { } item)
            return;
        await _metastore.WriteAsync(session => Index.RemoveAsync(session, key.Value), cancellationToken);
        // At once, not by and by: who deletes here may do so because the bytes are to be gone.
        await _store.DeleteAsync(ObjectKey.Parse(item.StoreKey), cancellationToken);
    }

    /// <inheritdoc />
    public IDisposable HoldLocalFiles() => _store.HoldLocalFiles();

    /// <inheritdoc />
    public string NewTemporaryPath(string suffix) => _store.NewTemporaryPath(suffix);

    /// <summary>Does nothing: the store is its owner's.</summary>
    public void Dispose() { }

    internal static bool IsHidden(string key) => key.StartsWith(Folder, StringComparison.Ordinal);

    /// <summary>An object by any key that S3 has, with what is known of it; null when there is none.</summary>
    internal async Task<SourceObject?> FindObjectAsync(string key, CancellationToken cancellationToken)
    {
        if (await FindAsync(key, cancellationToken) is { } item)
            return item;
        return !IsHidden(key) && ObjectKey.TryParse(key, out var own) && await _store.HeadAsync(own, cancellationToken) is { } info ? OwnObject(info) : null;
    }

    /// <summary>All objects in the order of their keys' bytes.</summary>
    /// <param name="prefix">What their keys begin with.</param>
    /// <param name="after">The key they come after; empty for the first.</param>
    /// <param name="cancellationToken">Ends the listing.</param>
    internal async IAsyncEnumerable<SourceObject> ListObjectsAsync(
        string prefix, string after, [EnumeratorCancellation] CancellationToken cancellationToken = default)
    {
        await using var own = OwnAsync(prefix, after, cancellationToken).GetAsyncEnumerator(cancellationToken);
        await using var indexed = IndexedAsync(prefix, after, cancellationToken).GetAsyncEnumerator(cancellationToken);
        var (hasOwn, hasIndexed) = (await own.MoveNextAsync(), await indexed.MoveNextAsync());
        while (hasOwn || hasIndexed)
        {
            var order = !hasOwn ? 1 : !hasIndexed ? -1 : CodePointOrder.Instance.Compare(own.Current.Key.Value, indexed.Current.Key);
            yield return order < 0 ? OwnObject(own.Current) : indexed.Current;
            if (order <= 0)
                hasOwn = await own.MoveNextAsync();
            if (order >= 0)
                hasIndexed = await indexed.MoveNextAsync();
        }
    }

    private async IAsyncEnumerable<ObjectInfo> OwnAsync(string prefix, string after, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        await foreach (var info in _store.ListAsync(prefix, after, cancellationToken))
        {
            if (!IsHidden(info.Key.Value))
            {
                yield return info;
                continue;
            }
            // Behind the folder that nobody sees the listing goes on.
            await foreach (var rest in _store.ListAsync(prefix, Folder + ObjectIndex.LastCharacter, cancellationToken))
                yield return rest;
            yield break;
        }
    }

    private async IAsyncEnumerable<SourceObject> IndexedAsync(string prefix, string after, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        while (true)
        {
            var last = after;
            var batch = await _metastore.ReadAsync(session => Index.ListAsync(session, prefix, last, BatchSize), cancellationToken);
            foreach (var item in batch)
                yield return item;
            if (batch.Count < BatchSize)
                yield break;
            after = batch[^1].Key;
        }
    }

    private async ValueTask<T> ResolveAsync<T>(ObjectKey key, Func<ObjectKey, ValueTask<T>> read, CancellationToken cancellationToken)
    {
        if (!IsHidden(key.Value))
        {
            try
            {
                return await read(key);
            }
            catch (ObjectNotFoundException)
            {
                // Then it was written over S3, or there is none.
            }
        }
        var found = await _metastore.ReadAsync(session => Index.FindStoreKeyAsync(session, key.Value), cancellationToken);
        return await read(ObjectKey.Parse(found ?? throw new ObjectNotFoundException(Name, key)));
    }

    private async ValueTask RequireFreeAsync(ObjectKey key, CancellationToken cancellationToken)
    {
        if (IsHidden(key.Value) || await FindAsync(key.Value, cancellationToken) is not null)
            throw new ObjectExistsException(key);
    }

    private Task<SourceObject?> FindAsync(string key, CancellationToken cancellationToken) =>
        _metastore.ReadAsync(session => Index.FindAsync(session, key), cancellationToken);

    private static SourceObject OwnObject(ObjectInfo info) => new()
    {
        Key = info.Key.Value,
        StoreKey = info.Key.Value,
        Length = info.Length,
        ETag = OwnTags.Of(info),
        ModifiedAt = info.LastModified,
    };
}
