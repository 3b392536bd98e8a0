using Bourse.Metastore;
using Bourse.Storage;

namespace Bourse.Catalog.Objects;

/// <summary>
/// Removes what no object and no upload names any more: replaced and deleted bytes after 15 minutes, when reads under way have ended; uploads that nobody completed
/// after seven days, completed ones after one; and once a day, bytes that a crash left without a name.
/// </summary>
public sealed class ObjectCollector(IndexedObjectStore store, IMetastore metastore, TimeProvider clock)
{
    private const int BatchSize = 500;
    private static readonly TimeSpan GarbageAge = TimeSpan.FromMinutes(15);
    private static readonly TimeSpan Day = TimeSpan.FromDays(1);
    private static readonly TimeSpan UploadAge = TimeSpan.FromDays(7);
    private static readonly TimeSpan Interval = TimeSpan.FromMinutes(1);
    private readonly UploadIndex _uploads = new(store.Name);

    /// <summary>Collects until cancelled.</summary>
    public async Task RunAsync(CancellationToken cancellationToken)
    {
        using var timer = new PeriodicTimer(Interval, clock);
        var namelessAt = clock.GetUtcNow();
        do
        {
            await CollectAsync(cancellationToken);
            if (clock.GetUtcNow() < namelessAt)
                continue;
            await CollectNamelessAsync(cancellationToken);
            namelessAt = clock.GetUtcNow() + Day;
        }
        while (await timer.WaitForNextTickAsync(cancellationToken));
    }

    /// <summary>Removes what is old enough and known to be garbage.</summary>
    /// <returns>How many store objects were removed.</returns>
    public async Task<int> CollectAsync(CancellationToken cancellationToken = default)
    {
        var now = clock.GetUtcNow();
        await metastore.WriteAsync(
            async session =>
            {
                foreach (var id in await _uploads.StartedBeforeAsync(session, now - Day, completed: true))
                    await UploadIndex.RemoveAsync(session, id);
                foreach (var id in await _uploads.StartedBeforeAsync(session, now - UploadAge, completed: false))
                {
                    foreach (var part in await UploadIndex.PartsAsync(session, id))
                        await store.Index.CollectAsync(session, part.StoreKey);
                    await UploadIndex.RemovePartsAsync(session, id);
                    await UploadIndex.RemoveAsync(session, id);
                }
            },
            cancellationToken);
        var removed = 0;
        while (true)
        {
            var batch = await metastore.ReadAsync(
                session => session.QueryAsync<string>(
                    "SELECT store_key FROM catalog_garbage WHERE since <= @Before ORDER BY store_key LIMIT @Count",
                    new { Before = MetastoreTime.ToMicroseconds(now - GarbageAge), Count = BatchSize }),
                cancellationToken);
            foreach (var storeKey in batch)
                await store.Bytes.DeleteAsync(ObjectKey.Parse(storeKey), cancellationToken);
            await metastore.WriteAsync(
                async session =>
                {
                    foreach (var storeKey in batch)
                        await session.ExecuteAsync("DELETE FROM catalog_garbage WHERE store_key = @StoreKey", new { StoreKey = storeKey });
                },
                cancellationToken);
            removed += batch.Count;
            if (batch.Count < BatchSize)
                return removed;
        }
    }

    /// <summary>Removes bytes of a day's age that nothing names.</summary>
    /// <returns>How many store objects were removed.</returns>
    public async Task<int> CollectNamelessAsync(CancellationToken cancellationToken = default)
    {
        var before = clock.GetUtcNow() - Day;
        var removed = 0;
        await foreach (var info in store.Bytes.ListAsync(IndexedObjectStore.Folder, cancellationToken))
        {
            // Asked for each, after it was seen: what gets its name meanwhile is younger than a day.
            if (info.LastModified >= before || await metastore.ReadAsync(session => IsNamedAsync(session, info.Key.Value), cancellationToken))
                continue;
            await store.Bytes.DeleteAsync(info.Key, cancellationToken);
            removed++;
        }
        return removed;
    }

    private static async Task<bool> IsNamedAsync(IMetastoreSession session, string storeKey) => await session.QuerySingleOrDefaultAsync<long>(
        """
        SELECT (SELECT count(*) FROM catalog_objects WHERE store_key = @StoreKey) + (SELECT count(*) FROM catalog_upload_parts WHERE store_key = @StoreKey)
            + (SELECT count(*) FROM catalog_garbage WHERE store_key = @StoreKey)
        """,
        new { StoreKey = storeKey }) > 0;
}
