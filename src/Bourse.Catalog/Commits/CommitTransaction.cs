using System.Text.Json;
using Bourse.Metastore;
using Bourse.Metastore.Idempotency;
using Bourse.Storage;

namespace Bourse.Catalog.Commits;

/// <summary>The part of a commit that happens in the metastore, in one transaction.</summary>
internal sealed class CommitTransaction(IdempotencyKeys keys, TimeProvider clock, string storeName)
{
    private const string Scope = "catalog.commit";

    public static Task<PointerRow?> FindAsync(IMetastoreSession session, TableIdentifier table) =>
        session.QuerySingleOrDefaultAsync<PointerRow>(
            """
            SELECT namespace, name, store, folder, metadata_key, metadata_digest, version FROM catalog_tables
             WHERE namespace = @Namespace AND name = @Name
            """,
            new { table.Namespace, table.Name });

    /// <summary>The outcome that an earlier call with the same key fixed; null when there was none or the call has no key.</summary>
    public static async Task<CommitOutcome?> FindAnswerAsync(IMetastoreSession session, CommitRequest request)
    {
        if (request.IdempotencyKey is null)
            return null;
        return await IdempotencyKeys.FindAsync(session, Scope, request.IdempotencyKey, request.Digest) switch
        {
            IdempotencyAnswer.Repeated repeated => new CommitOutcome.AlreadyCommitted(ParseAnswer(repeated.Answer)),
            IdempotencyAnswer.OtherRequest => new CommitOutcome.Refused("The idempotency key was used for a commit to other tables; choose a new one."),
            _ => null,
        };
    }

    /// <summary>1. A repeated call gets the first one's answer. 2. Every table must be where the commit started from. 3. All move. 4. The rest is recorded.</summary>
    public async Task<CommitOutcome> RunAsync(IMetastoreWriteSession session, CommitRequest request, IReadOnlyList<WrittenMetadata> written)
    {
        if (await FindAnswerAsync(session, request) is { } answer)
            return answer;
        foreach (var commit in request.Commits)
            if (!await IsCurrentAsync(session, commit.Base))
                return new CommitOutcome.Conflict(commit.Base.Identifier);
        var moved = new List<CommittedTable>(written.Count);
        foreach (var (commit, file) in request.Commits.Zip(written))
            moved.Add(await MoveAsync(session, commit.Base, file));
        if (request.IdempotencyKey is { } key)
            await keys.RecordAsync(session, Scope, key, request.Digest, WriteAnswer(moved));
        if (request.Alongside is { } alongside)
            await alongside(session);
        return new CommitOutcome.Committed(moved);
    }

    private static string WriteAnswer(IEnumerable<CommittedTable> tables) =>
        JsonSerializer.Serialize(tables.Select(table => new AnswerTable(table.Identifier.ToString(), table.Version, table.MetadataLocation)));

    private static List<CommittedTable> ParseAnswer(string answer) =>
        [.. JsonSerializer.Deserialize<List<AnswerTable>>(answer)!
            .Select(table => new CommittedTable(TableIdentifier.Parse(table.Table), table.Version, table.MetadataLocation))];

    private async Task<bool> IsCurrentAsync(IMetastoreSession session, CatalogTable table)
    {
        var row = await FindAsync(session, table.Identifier);
        // The location tells a table from one that was created under its name later.
        return row is not null && row.Version == table.Version && LocationOf(row.MetadataKey) == table.MetadataLocation;
    }

    private async Task<CommittedTable> MoveAsync(IMetastoreWriteSession session, CatalogTable table, WrittenMetadata file)
    {
        await session.ExecuteAsync(
            """
            UPDATE catalog_tables SET metadata_key = @Key, metadata_digest = @Digest, version = version + 1, changed_at = @Now
             WHERE namespace = @Namespace AND name = @Name
            """,
            new
            {
                Key = file.Key.Value,
                file.Digest,
                Now = MetastoreTime.ToMicroseconds(clock.GetUtcNow()),
                table.Identifier.Namespace,
                table.Identifier.Name,
            });
        return new CommittedTable(table.Identifier, table.Version + 1, LocationOf(file.Key.Value));
    }

    private string LocationOf(string key) => new StoreLocation(storeName, ObjectKey.Parse(key)).ToString();

    private sealed record AnswerTable(string Table, long Version, string MetadataLocation);
}
