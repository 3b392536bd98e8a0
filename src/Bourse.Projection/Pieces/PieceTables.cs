using Bourse.Metastore;
using Bourse.Projection.Chains;
using Bourse.Projection.Contents;
using Bourse.Storage;

namespace Bourse.Projection.Pieces;

/// <summary>What is known of source files and of what rule sets leave of them.</summary>
internal sealed class PieceTables(IMetastore metastore, ContentStores contents)
{
    /// <summary>The digest of a source file; read from the file the first time, and again when its size or time is another one.</summary>
    /// <exception cref="ObjectNotFoundException">There is no such object.</exception>
    public async Task<StoredContent> SourceAsync(StoreLocation location, CancellationToken cancellationToken)
    {
        var (store, key) = (location.StoreName, location.Key.Value);
        var info = await contents.Store(store).HeadAsync(location.Key, cancellationToken) ?? throw new ObjectNotFoundException(store, location.Key);
        var modified = MetastoreTime.ToMicroseconds(info.LastModified);
        var known = await metastore.ReadAsync(
            session => session.QuerySingleOrDefaultAsync<string>(
                "SELECT sha256 FROM projection_sources WHERE store = @store AND object_key = @key AND length = @Length AND modified_at = @modified",
                new { store, key, info.Length, modified }),
            cancellationToken);
        if (known is not null)
            return new StoredContent(store, key, info.Length, known);

        var (sha256, length) = await contents.DigestAsync(store, key, cancellationToken);
        await metastore.WriteAsync(
            session => session.ExecuteAsync(
                """
                INSERT INTO projection_sources (store, object_key, length, modified_at, sha256) VALUES (@store, @key, @length, @modified, @sha256)
                ON CONFLICT (store, object_key) DO UPDATE SET length = excluded.length, modified_at = excluded.modified_at, sha256 = excluded.sha256
                """,
                new { store, key, length, modified, sha256 }),
            cancellationToken);
        return new StoredContent(store, key, length, sha256);
    }

    public Task<PieceRow?> FindAsync(PieceKey key, CancellationToken cancellationToken) =>
        metastore.ReadAsync(session => FindAsync(session, key), cancellationToken);

    /// <summary>Records what a rule set leaves of a source file; of two that do so at once, one is kept and both get that one.</summary>
    /// <param name="key">The file and the rules.</param>
    /// <param name="row">What they leave.</param>
    /// <param name="collections">The number of collections when the preparation began.</param>
    /// <param name="cancellationToken">Ends the call.</param>
    /// <exception cref="ProjectionMovedException">There was a collection since: the bytes that were found in the store may be going.</exception>
    public Task<PieceRow> RecordAsync(PieceKey key, PieceRow row, long collections, CancellationToken cancellationToken) =>
        metastore.WriteAsync(
            async session =>
            {
                await ChainTables.RequireCollectionsAsync(session, collections);
                await session.ExecuteAsync(
                    """
                    INSERT INTO projection_pieces
                        (source_sha256, rule_digest, layout_digest, writer_version, outcome, object_key, length, sha256, nan_counts, refusal)
                    VALUES (@SourceSha256, @RuleDigest, @LayoutDigest, @WriterVersion, @Outcome, @ObjectKey, @Length, @Sha256, @NanCounts, @Refusal)
                    ON CONFLICT (source_sha256, rule_digest, layout_digest, writer_version) DO NOTHING
                    """,
                    new
                    {
                        key.SourceSha256,
                        key.RuleDigest,
                        key.LayoutDigest,
                        key.WriterVersion,
                        row.Outcome,
                        row.ObjectKey,
                        row.Length,
                        row.Sha256,
                        row.NanCounts,
                        row.Refusal,
                    });
                return (await FindAsync(session, key))!;
            },
            cancellationToken);

    /// <summary>Why files of a rule set were rewritten as a whole, by the key of what was written.</summary>
    public static async Task<IReadOnlyDictionary<string, string>> RefusalsAsync(IMetastoreSession session, string ruleDigest)
    {
        var rows = await session.QueryAsync<(string ObjectKey, string Refusal)>(
            "SELECT DISTINCT object_key, refusal FROM projection_pieces WHERE rule_digest = @ruleDigest AND outcome = 'piece' AND refusal IS NOT NULL",
            new { ruleDigest });
        return rows.GroupBy(r => r.ObjectKey).ToDictionary(g => g.Key, g => g.First().Refusal, StringComparer.Ordinal);
    }

    private static Task<PieceRow?> FindAsync(IMetastoreSession session, PieceKey key) =>
        session.QuerySingleOrDefaultAsync<PieceRow>(
            """
            SELECT outcome, object_key, length, sha256, nan_counts, refusal FROM projection_pieces
            WHERE source_sha256 = @SourceSha256 AND rule_digest = @RuleDigest AND layout_digest = @LayoutDigest AND writer_version = @WriterVersion
            """,
            new { key.SourceSha256, key.RuleDigest, key.LayoutDigest, key.WriterVersion });
}
