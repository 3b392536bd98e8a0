using System.Text.Json;
using Bourse.Metastore;

namespace Bourse.Catalog.Objects;

/// <summary>The rows of <c>catalog_objects</c> and <c>catalog_garbage</c> of one store. It knows no bytes and checks no condition.</summary>
internal sealed class ObjectIndex(string store, TimeProvider clock)
{
    private const string Columns = "key, store_key, length, etag, parts, modified_at, description, tags";

    public async Task<SourceObject?> FindAsync(IMetastoreSession session, string key) =>
        (await session.QuerySingleOrDefaultAsync<Row>(
            $"SELECT {Columns} FROM catalog_objects WHERE store = @Store AND key = @Key", new { Store = store, Key = key }))?.ToObject();

    public Task<string?> FindStoreKeyAsync(IMetastoreSession session, string key) => session.QuerySingleOrDefaultAsync<string>(
        "SELECT store_key FROM catalog_objects WHERE store = @Store AND key = @Key", new { Store = store, Key = key });

    /// <summary>Objects in the order of their keys' bytes.</summary>
    /// <param name="session">The session.</param>
    /// <param name="prefix">What their keys begin with.</param>
    /// <param name="after">The key they come after; empty for the first.</param>
    /// <param name="count">How many at most.</param>
    public async Task<IReadOnlyList<SourceObject>> ListAsync(IMetastoreSession session, string prefix, string after, int count)
    {
        var rows = await session.QueryAsync<Row>(
            $"""
            SELECT {Columns} FROM catalog_objects
            WHERE store = @Store AND key > @After AND key >= @Prefix AND key < @End ORDER BY key LIMIT @Count
            """,
            new { Store = store, After = after, Prefix = prefix, End = prefix + LastCharacter, Count = count });
        return [.. rows.Select(row => row.ToObject())];
    }

    /// <summary>Names an object; the store object that had the name becomes garbage.</summary>
    public async Task PutAsync(IMetastoreWriteSession session, SourceObject item)
    {
        await DiscardAsync(session, item.Key);
        await session.ExecuteAsync(
            $"""
            INSERT INTO catalog_objects (store, {Columns}) VALUES (@Store, @Key, @StoreKey, @Length, @ETag, @Parts, @ModifiedAt, @Description, @Tags)
            ON CONFLICT (store, key) DO UPDATE SET store_key = excluded.store_key, length = excluded.length, etag = excluded.etag, parts = excluded.parts,
                modified_at = excluded.modified_at, description = excluded.description, tags = excluded.tags
            """,
            new
            {
                Store = store,
                item.Key,
                item.StoreKey,
                item.Length,
                item.ETag,
                item.Parts,
                ModifiedAt = MetastoreTime.ToMicroseconds(item.ModifiedAt),
                Description = item.Description.ToJson(),
                Tags = JsonSerializer.Serialize(item.Tags),
            });
    }

    /// <summary>Removes a name; its store object becomes garbage.</summary>
    /// <returns>Whether there was one.</returns>
    public async Task<bool> RemoveAsync(IMetastoreWriteSession session, string key)
    {
        await DiscardAsync(session, key);
        return await session.ExecuteAsync("DELETE FROM catalog_objects WHERE store = @Store AND key = @Key", new { Store = store, Key = key }) > 0;
    }

    public Task SetTagsAsync(IMetastoreWriteSession session, string key, IReadOnlyDictionary<string, string> tags) => session.ExecuteAsync(
        "UPDATE catalog_objects SET tags = @Tags WHERE store = @Store AND key = @Key", new { Store = store, Key = key, Tags = JsonSerializer.Serialize(tags) });

    /// <summary>Gives a store object to the collector.</summary>
    public Task CollectAsync(IMetastoreWriteSession session, string storeKey) => session.ExecuteAsync(
        "INSERT INTO catalog_garbage (store_key, since) VALUES (@StoreKey, @Now) ON CONFLICT (store_key) DO NOTHING",
        new { StoreKey = storeKey, Now = MetastoreTime.ToMicroseconds(clock.GetUtcNow()) });

    private async Task DiscardAsync(IMetastoreWriteSession session, string key)
    {
        if (await FindStoreKeyAsync(session, key) is { } replaced)
            await CollectAsync(session, replaced);
    }

    // No key has a character after it, so that it ends the range of what begins with a prefix.
    internal const string LastCharacter = "\U0010FFFF";

    private sealed record Row
    {
        public required string Key { get; init; }

        public required string StoreKey { get; init; }

        public required long Length { get; init; }

        public required string Etag { get; init; }

        public required long Parts { get; init; }

        public required long ModifiedAt { get; init; }

        public required string Description { get; init; }

        public required string Tags { get; init; }

        public SourceObject ToObject() => new()
        {
            Key = Key,
            StoreKey = StoreKey,
            Length = Length,
            ETag = Etag,
            Parts = (int)Parts,
            ModifiedAt = MetastoreTime.FromMicroseconds(ModifiedAt),
            Description = ObjectDescription.FromJson(Description),
            Tags = JsonSerializer.Deserialize<Dictionary<string, string>>(Tags)!,
        };
    }
}
