using Bourse.Metastore;

namespace Bourse.Projection.Collecting;

/// <summary>What collections read and write of the metastore's tables of projections. It takes no decision.</summary>
internal static class CollectionTables
{
    public static Task<IReadOnlyList<CollectedChain>> ChainsAsync(IMetastoreSession session) =>
        session.QueryAsync<CollectedChain>("SELECT uuid, agreement, product, table_name, generation, ended_at FROM projection_chains");

    public static Task<IReadOnlyList<NamedObject>> ObjectsAsync(IMetastoreSession session, string store) =>
        session.QueryAsync<NamedObject>(
            """
            SELECT chain_uuid, object_key, is_virtual FROM projection_objects WHERE store = @store AND withdrawn_by IS NULL
            UNION ALL SELECT chain_uuid, object_key, 0 FROM projection_changes WHERE object_key IS NOT NULL
            """,
            new { store });

    public static Task<IReadOnlyList<LeftoverMark>> MarksAsync(IMetastoreSession session) =>
        session.QueryAsync<LeftoverMark>("SELECT object_key, unnamed_since, is_condemned FROM projection_leftovers");

    /// <summary>Writes down when a chain ended; null when it is served.</summary>
    public static Task SetEndedAsync(IMetastoreWriteSession session, string uuid, long? endedAt) =>
        session.ExecuteAsync("UPDATE projection_chains SET ended_at = @endedAt WHERE uuid = @uuid", new { uuid, endedAt });

    /// <summary>Marks an object that nothing names; an earlier mark stays.</summary>
    public static Task MarkAsync(IMetastoreWriteSession session, string key, long now) =>
        session.ExecuteAsync("INSERT INTO projection_leftovers (object_key, unnamed_since) VALUES (@key, @now) ON CONFLICT (object_key) DO NOTHING", new { key, now });

    /// <summary>Forgets a mark: the object is named again, or its bytes are gone.</summary>
    public static Task ForgetAsync(IMetastoreWriteSession session, string key) =>
        session.ExecuteAsync("DELETE FROM projection_leftovers WHERE object_key = @key", new { key });

    /// <summary>Removes what leads to an object, which from then on is only bytes to be removed.</summary>
    public static async Task CondemnAsync(IMetastoreWriteSession session, string key)
    {
        await session.ExecuteAsync("DELETE FROM projection_pieces WHERE object_key = @key", new { key });
        await session.ExecuteAsync("UPDATE projection_leftovers SET is_condemned = 1 WHERE object_key = @key", new { key });
    }

    /// <summary>Removes a chain that is not served any more.</summary>
    public static async Task RemoveChainAsync(IMetastoreWriteSession session, string uuid)
    {
        await session.ExecuteAsync("DELETE FROM projection_objects WHERE chain_uuid = @uuid", new { uuid });
        await session.ExecuteAsync("DELETE FROM projection_changes WHERE chain_uuid = @uuid", new { uuid });
        await session.ExecuteAsync("DELETE FROM projection_revisions WHERE chain_uuid = @uuid", new { uuid });
        await session.ExecuteAsync("DELETE FROM projection_chains WHERE uuid = @uuid", new { uuid });
    }

    /// <summary>Counts a collection, and forgets what was found of files for rules that no chain has: it is found again when it is asked for.</summary>
    public static async Task CountAsync(IMetastoreWriteSession session)
    {
        await session.ExecuteAsync(
            "DELETE FROM projection_pieces WHERE object_key IS NULL AND rule_digest NOT IN (SELECT rule_digest FROM projection_chains)");
        await session.ExecuteAsync("UPDATE projection_state SET collections = collections + 1 WHERE id = 1");
    }
}
