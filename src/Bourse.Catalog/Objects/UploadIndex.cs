using System.Text.Json;
using Bourse.Metastore;

namespace Bourse.Catalog.Objects;

/// <summary>The rows of <c>catalog_uploads</c> and <c>catalog_upload_parts</c> of one store.</summary>
internal sealed class UploadIndex(string store)
{
    private const string Columns = "id, key, principal, started_at, description, tags, etag, answer_digest";

    public Task CreateAsync(IMetastoreWriteSession session, MultipartUpload upload) => session.ExecuteAsync(
        """
        INSERT INTO catalog_uploads (id, store, key, principal, started_at, description, tags)
        VALUES (@Id, @Store, @Key, @Principal, @StartedAt, @Description, @Tags)
        """,
        new
        {
            upload.Id,
            Store = store,
            upload.Key,
            upload.Principal,
            StartedAt = MetastoreTime.ToMicroseconds(upload.StartedAt),
            Description = upload.Description.ToJson(),
            Tags = JsonSerializer.Serialize(upload.Tags),
        });

    public async Task<MultipartUpload?> FindAsync(IMetastoreSession session, string key, string id) =>
        (await session.QuerySingleOrDefaultAsync<Row>(
            $"SELECT {Columns} FROM catalog_uploads WHERE id = @Id AND store = @Store AND key = @Key", new { Id = id, Store = store, Key = key }))?.ToUpload();

    /// <summary>Uploads under way, in the order of keys and ids.</summary>
    public async Task<IReadOnlyList<MultipartUpload>> ListAsync(IMetastoreSession session, string prefix, string afterKey, string afterId, int count)
    {
        var rows = await session.QueryAsync<Row>(
            $"""
            SELECT {Columns} FROM catalog_uploads WHERE store = @Store AND etag IS NULL AND key >= @Prefix AND key < @End
            AND (key > @AfterKey OR (key = @AfterKey AND id > @AfterId)) ORDER BY key, id LIMIT @Count
            """,
            new { Store = store, Prefix = prefix, End = prefix + ObjectIndex.LastCharacter, AfterKey = afterKey, AfterId = afterId, Count = count });
        return [.. rows.Select(row => row.ToUpload())];
    }

    public Task<IReadOnlyList<string>> StartedBeforeAsync(IMetastoreSession session, DateTimeOffset time, bool completed) => session.QueryAsync<string>(
        $"SELECT id FROM catalog_uploads WHERE store = @Store AND started_at < @Time AND etag IS {(completed ? "NOT NULL" : "NULL")}",
        new { Store = store, Time = MetastoreTime.ToMicroseconds(time) });

    public static Task CompleteAsync(IMetastoreWriteSession session, string id, SourceObject item, string answerDigest) => session.ExecuteAsync(
        "UPDATE catalog_uploads SET etag = @ETag, description = @Description, answer_digest = @Digest WHERE id = @Id",
        new { Id = id, item.ETag, Description = item.Description.ToJson(), Digest = answerDigest });

    public static Task RemoveAsync(IMetastoreWriteSession session, string id) => session.ExecuteAsync("DELETE FROM catalog_uploads WHERE id = @Id", new { Id = id });

    public static async Task<IReadOnlyList<UploadPart>> PartsAsync(IMetastoreSession session, string id, int after = 0, int count = int.MaxValue)
    {
        var rows = await session.QueryAsync<PartRow>(
            """
            SELECT number, store_key, length, etag, checksum, modified_at FROM catalog_upload_parts
            WHERE upload = @Id AND number > @After ORDER BY number LIMIT @Count
            """,
            new { Id = id, After = after, Count = count });
        return [.. rows.Select(row => row.ToPart())];
    }

    public static Task<string?> FindPartKeyAsync(IMetastoreSession session, string id, int number) => session.QuerySingleOrDefaultAsync<string>(
        "SELECT store_key FROM catalog_upload_parts WHERE upload = @Id AND number = @Number", new { Id = id, Number = number });

    public static Task PutPartAsync(IMetastoreWriteSession session, string id, UploadPart part) => session.ExecuteAsync(
        """
        INSERT INTO catalog_upload_parts (upload, number, store_key, length, etag, checksum, modified_at)
        VALUES (@Id, @Number, @StoreKey, @Length, @ETag, @Checksum, @ModifiedAt)
        ON CONFLICT (upload, number) DO UPDATE SET store_key = excluded.store_key, length = excluded.length, etag = excluded.etag,
            checksum = excluded.checksum, modified_at = excluded.modified_at
        """,
        new
        {
            Id = id,
            part.Number,
            part.StoreKey,
            part.Length,
            part.ETag,
            part.Checksum,
            ModifiedAt = MetastoreTime.ToMicroseconds(part.ModifiedAt),
        });

    public static Task RemovePartsAsync(IMetastoreWriteSession session, string id) =>
        session.ExecuteAsync("DELETE FROM catalog_upload_parts WHERE upload = @Id", new { Id = id });

    private sealed record Row
    {
        public required string Id { get; init; }

        public required string Key { get; init; }

        public required string Principal { get; init; }

        public required long StartedAt { get; init; }

        public required string Description { get; init; }

        public required string Tags { get; init; }

        public string? Etag { get; init; }

        public string? AnswerDigest { get; init; }

        public MultipartUpload ToUpload() => new()
        {
            Id = Id,
            Key = Key,
            Principal = Principal,
            StartedAt = MetastoreTime.FromMicroseconds(StartedAt),
            Description = ObjectDescription.FromJson(Description),
            Tags = JsonSerializer.Deserialize<Dictionary<string, string>>(Tags)!,
            ETag = Etag,
            AnswerDigest = AnswerDigest,
        };
    }

    private sealed record PartRow
    {
        public required long Number { get; init; }

        public required string StoreKey { get; init; }

        public required long Length { get; init; }

        public required string Etag { get; init; }

        public string? Checksum { get; init; }

        public required long ModifiedAt { get; init; }

        public UploadPart ToPart() => new()
        {
            Number = (int)Number,
            StoreKey = StoreKey,
            Length = Length,
            ETag = Etag,
            Checksum = Checksum,
            ModifiedAt = MetastoreTime.FromMicroseconds(ModifiedAt),
        };
    }
}
