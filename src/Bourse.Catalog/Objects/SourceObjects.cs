using System.Security.Cryptography;
using Bourse.Metastore;
using Bourse.Storage;

namespace Bourse.Catalog.Objects;

/// <summary>
/// A provider's objects: read by key, put, deleted, tagged. A write is durable when it returns, and seen whole or not at all. What a table leads to is never altered nor
/// deleted; whether the caller may write at all is decided before.
/// </summary>
public sealed class SourceObjects
{
    private const int AttemptsMax = 8;
    private readonly IndexedObjectStore _store;
    private readonly IMetastore _metastore;
    private readonly TableGuard _guard;
    private readonly TimeProvider _clock;
    private readonly RandomNumberGenerator _random;

    /// <summary>Creates it over a store with its index.</summary>
    public SourceObjects(IndexedObjectStore store, IMetastore metastore, TimeProvider clock, RandomNumberGenerator random)
    {
        ArgumentNullException.ThrowIfNull(store);
        (_store, _metastore, _clock, _random) = (store, metastore, clock, random);
        _guard = new TableGuard(store);
        Uploads = new MultipartUploads(this, store, metastore, clock, random);
    }

    /// <summary>Uploads in parts.</summary>
    public MultipartUploads Uploads { get; }

    /// <summary>The bucket's name.</summary>
    public string Bucket => _store.Name;

    /// <summary>Begins to take content in.</summary>
    /// <exception cref="StorageException">The store cannot take it.</exception>
    public StagedObject Stage() => new(_store);

    /// <summary>The object under a key; null when there is none.</summary>
    public Task<SourceObject?> FindAsync(string key, CancellationToken cancellationToken) => _store.FindObjectAsync(key, cancellationToken);

    /// <summary>Opens part of an object that was found.</summary>
    public ValueTask<Stream> OpenAsync(SourceObject item, long offset, long length, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(item);
        return _store.Bytes.OpenReadAsync(ObjectKey.Parse(item.StoreKey), offset, length, cancellationToken);
    }

    /// <summary>Objects in the order of their keys' bytes.</summary>
    /// <param name="prefix">What their keys begin with.</param>
    /// <param name="after">The text their keys come after; empty for the first.</param>
    /// <param name="cancellationToken">Ends the listing.</param>
    public IAsyncEnumerable<SourceObject> ListAsync(string prefix, string after, CancellationToken cancellationToken) =>
        _store.ListObjectsAsync(prefix, after, cancellationToken);

    /// <summary>Puts content under a key.</summary>
    /// <param name="key">The key.</param>
    /// <param name="staged">The verified content.</param>
    /// <param name="description">What its writer says of it.</param>
    /// <param name="tags">Its tags.</param>
    /// <param name="condition">What must hold.</param>
    /// <param name="cancellationToken">Cancels the call; a change in its transaction is not interrupted.</param>
    /// <exception cref="StorageException">The content could not be made durable; nothing changed.</exception>
    /// <exception cref="MetastoreException">The metastore failed; unless it says that nothing changed, look again.</exception>
    public Task<SourceWrite> PutAsync(
        string key, StagedObject staged, ObjectDescription description, IReadOnlyDictionary<string, string> tags, WriteCondition condition,
        CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(staged);
        var item = new SourceObject
        {
            Key = key,
            StoreKey = "",
            Length = staged.Length,
            ETag = staged.ETag,
            ModifiedAt = _clock.GetUtcNow(),
            Description = description,
            Tags = tags,
        };
        return PutAsync(item, staged, condition, _ => Task.CompletedTask, cancellationToken);
    }

    /// <summary>Deletes the object under a key; nothing happens when there is none.</summary>
    /// <param name="key">The key.</param>
    /// <param name="condition">What must hold.</param>
    /// <param name="cancellationToken">Cancels the call.</param>
    public async Task<SourceWrite> DeleteAsync(string key, WriteCondition condition, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(condition);
        for (var attempt = 0; ; attempt++)
        {
            var existing = await FindAsync(key, cancellationToken);
            if (Breach(condition, existing) is { } breach)
                return breach;
            if (existing is null)
                return new SourceWrite.Done(null);
            var tables = await _metastore.ReadAsync(session => _guard.FindTablesAsync(session, key), cancellationToken);
            if (await _guard.FindHolderAsync(tables, key, cancellationToken) is { } holder)
                return Protected(holder);
            var removed = await _metastore.WriteAsync(
                async session => await IsAsSeenAsync(session, key, existing, tables) && (!existing.IsIndexed || await _store.Index.RemoveAsync(session, key)),
                cancellationToken);
            if (removed)
            {
                FaultPoint.Reach("objects.deleted");
                if (!existing.IsIndexed)
                    await _store.Bytes.DeleteAsync(ObjectKey.Parse(key), cancellationToken);
                return new SourceWrite.Done(existing);
            }
            RequireAttempt(attempt);
        }
    }

    /// <summary>Sets an object's tags.</summary>
    public async Task<SourceWrite> SetTagsAsync(string key, IReadOnlyDictionary<string, string> tags, CancellationToken cancellationToken)
    {
        if (await FindAsync(key, cancellationToken) is { IsIndexed: false })
            return new SourceWrite.Protected("The exchange wrote this object itself, and it takes no tags.");
        return await _metastore.WriteAsync<SourceWrite>(
            async session =>
            {
                if (await _store.Index.FindAsync(session, key) is not { } existing)
                    return new SourceWrite.Missing();
                await _store.Index.SetTagsAsync(session, key, tags);
                return new SourceWrite.Done(existing with { Tags = tags });
            },
            cancellationToken);
    }

    /// <summary>Puts an object in the name's place. The store object comes first, then the one transaction.</summary>
    internal async Task<SourceWrite> PutAsync(
        SourceObject item, StagedObject staged, WriteCondition condition, Func<IMetastoreWriteSession, Task> alongside, CancellationToken cancellationToken)
    {
        string? storeKey = null;
        for (var attempt = 0; ; attempt++)
        {
            var existing = await FindAsync(item.Key, cancellationToken);
            var tables = await _metastore.ReadAsync(session => _guard.FindTablesAsync(session, item.Key), cancellationToken);
            if (await SettledAsync(item, existing, tables, condition, cancellationToken) is { } settled)
            {
                if (settled is SourceWrite.Done)
                    await _metastore.WriteAsync(alongside, cancellationToken);
                await DiscardAsync(storeKey);
                return settled;
            }
            storeKey ??= await staged.PublishAsync(_store.Bytes, _random, cancellationToken);
            var named = item with { StoreKey = storeKey };
            var put = await _metastore.WriteAsync(
                async session =>
                {
                    if (!await IsAsSeenAsync(session, item.Key, existing, tables))
                        return false;
                    await _store.Index.PutAsync(session, named);
                    await alongside(session);
                    return true;
                },
                cancellationToken);
            if (put)
            {
                FaultPoint.Reach("objects.named");
                return new SourceWrite.Done(named);
            }
            RequireAttempt(attempt);
        }
    }

    /// <summary>Removes a store object that never got a name.</summary>
    internal async Task DiscardAsync(string? storeKey)
    {
        if (storeKey is not null)
            await _store.Bytes.DeleteAsync(ObjectKey.Parse(storeKey));
    }

    internal static SourceWrite? Breach(WriteCondition condition, SourceObject? existing) => condition switch
    {
        { MustBeAbsent: true } when existing is not null => new SourceWrite.ConditionFailed("If-None-Match"),
        { ETag: not null } when existing is null => new SourceWrite.Missing(),
        { ETag: { } tag } when tag != "*" && tag != existing!.ETag => new SourceWrite.ConditionFailed("If-Match"),
        _ => null,
    };

    // What can be said without a change: a condition that fails, a table's object, or the very bytes that are there.
    private async Task<SourceWrite?> SettledAsync(
        SourceObject item, SourceObject? existing, IReadOnlyList<GuardedTable> tables, WriteCondition condition, CancellationToken cancellationToken)
    {
        if (Breach(condition, existing) is { } breach)
            return breach;
        if (existing is null)
            return null;
        if (!existing.IsIndexed)
            return new SourceWrite.Protected("The exchange wrote this object itself; it is never overwritten.");
        if (await _guard.FindHolderAsync(tables, item.Key, cancellationToken) is not { } holder)
            return null;
        return existing.ETag == item.ETag && existing.Length == item.Length ? new SourceWrite.Done(existing) : Protected(holder);
    }

    // A decision that rests on an object and on versions of tables holds while they are the ones it was taken on.
    private async Task<bool> IsAsSeenAsync(IMetastoreSession session, string key, SourceObject? existing, IReadOnlyList<GuardedTable> tables) =>
        await _store.Index.FindStoreKeyAsync(session, key) == (existing is { IsIndexed: true } ? existing.StoreKey : null)
        && (await _guard.FindTablesAsync(session, key)).SequenceEqual(tables);

    private static SourceWrite.Protected Protected(GuardedTable table) => new(
        $"The table {table.Namespace}.{table.Name} refers to this object, and so may published revisions; it is never altered nor deleted. "
        + "Write under another name, and let the table's maintenance remove what nothing refers to.");

    private static void RequireAttempt(int attempt)
    {
        if (attempt == AttemptsMax)
            throw new StorageException("Others change the same object all the time; try again.", isTransient: true);
    }
}
