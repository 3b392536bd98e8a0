using System.Collections.Immutable;
using System.Globalization;
using System.Text;
using Bourse.Access.Authorization;
using Bourse.Access.Resources;
using Bourse.Iceberg.Metadata;
using Bourse.Metastore;

namespace Bourse.Projection.Chains;

/// <summary>The metastore's tables of chains. It knows no file and takes no decision.</summary>
internal static class ChainTables
{
    private const string ChainColumns =
        "uuid, agreement, product, table_name, generation, rule_digest, metadata_name, metadata_json, current_snapshot_id, row_count, size_bytes";

    /// <summary>Moves with every commit.</summary>
    public static Task<long> VersionAsync(IMetastoreSession session) =>
        session.QuerySingleOrDefaultAsync<long>("SELECT version FROM projection_state WHERE id = 1");

    /// <summary>Moves the version.</summary>
    public static Task<int> MoveAsync(IMetastoreWriteSession session) => session.ExecuteAsync("UPDATE projection_state SET version = version + 1 WHERE id = 1");

    /// <summary>How many collections have removed something.</summary>
    public static Task<long> CollectionsAsync(IMetastoreSession session) =>
        session.QuerySingleOrDefaultAsync<long>("SELECT collections FROM projection_state WHERE id = 1");

    /// <summary>Makes sure that nothing was collected since a preparation began.</summary>
    /// <exception cref="ProjectionMovedException">There was a collection.</exception>
    public static async Task RequireCollectionsAsync(IMetastoreSession session, long collections)
    {
        if (await CollectionsAsync(session) != collections)
            throw new ProjectionMovedException("What nothing names was collected while a projection was prepared; prepare it again.");
    }

    /// <summary>The newest state of an agreement's table, or null.</summary>
    public static async Task<ChainHead?> HeadAsync(IMetastoreSession session, AgreementId agreement, ProductName product, TableName table)
    {
        var row = await session.QuerySingleOrDefaultAsync<ChainRow>(
            $"""
            SELECT {ChainColumns} FROM projection_chains
            WHERE agreement = @Agreement AND product = @Product AND table_name = @Table ORDER BY generation DESC LIMIT 1
            """,
            new { Agreement = agreement.Value, Product = product.Value, Table = table.Value });
        return row is null ? null : await LoadAsync(session, row);
    }

    /// <summary>The chains that were made or moved after a version, superseded ones before those that supersede them.</summary>
    public static async Task<IReadOnlyList<ChainHead>> ChangedAsync(IMetastoreSession session, long afterVersion)
    {
        var rows = await session.QueryAsync<ChainRow>(
            $"SELECT {ChainColumns} FROM projection_chains WHERE version > @afterVersion ORDER BY generation", new { afterVersion });
        var heads = new List<ChainHead>(rows.Count);
        foreach (var row in rows)
            heads.Add(await LoadAsync(session, row));
        return heads;
    }

    /// <summary>The newest state of every agreement's every table.</summary>
    public static async Task<IReadOnlyList<ChainHead>> HeadsAsync(IMetastoreSession session)
    {
        var rows = await session.QueryAsync<ChainRow>(
            $"""
            SELECT {ChainColumns} FROM projection_chains AS c
            WHERE generation = (SELECT max(generation) FROM projection_chains WHERE agreement = c.agreement AND product = c.product AND table_name = c.table_name)
            ORDER BY agreement, product, table_name
            """);
        var heads = new List<ChainHead>(rows.Count);
        foreach (var row in rows)
            heads.Add(await LoadAsync(session, row));
        return heads;
    }

    /// <summary>Brings a chain to its next state.</summary>
    /// <exception cref="ProjectionMovedException">The chain is not where it was when the state was prepared, or there was a collection since.</exception>
    public static async Task ExtendAsync(IMetastoreWriteSession session, ProjectedTable table, ChainExtension extension)
    {
        var head = await session.QuerySingleOrDefaultAsync<ChainRow>(
            $"""
            SELECT {ChainColumns} FROM projection_chains
            WHERE agreement = @Agreement AND product = @Product AND table_name = @Table ORDER BY generation DESC LIMIT 1
            """,
            new { Agreement = table.Agreement.Value, Product = table.Product.Value, Table = table.Table.Value });
        var uuid = table.Uuid.ToString();
        // The same step prepared twice, in a crash's retry or on two nodes, has the same names and has one effect.
        if (head?.Uuid == uuid && head.MetadataName == extension.MetadataName)
            return;
        if (head?.Uuid != extension.Head?.Table.Uuid.ToString() || head?.MetadataName != extension.Head?.MetadataName)
            throw new ProjectionMovedException(
                $"The projection of {table.Product}/{table.Table} for {table.Agreement} moved while revision "
                + $"{extension.Added ?? extension.Revoked?.Number} was prepared; prepare it again.");

        await RequireCollectionsAsync(session, extension.Collections);
        await MoveAsync(session);
        await WriteChainAsync(session, table, extension, await VersionAsync(session));
        if (extension.Added is { } added)
            await session.ExecuteAsync(
                "INSERT INTO projection_revisions (chain_uuid, revision, snapshot_id, metadata_name) VALUES (@uuid, @added, @CurrentSnapshotId, @MetadataName)",
                new { uuid, added, table.CurrentSnapshotId, extension.MetadataName });
        foreach (var item in extension.NewObjects)
            await WriteObjectAsync(session, table, item);
        if (extension.Revoked is { } revoked)
            await WithdrawAsync(session, uuid, revoked, extension.Withdrawn);
    }

    /// <summary>Makes sure that no revision of a chain was revoked since it was read.</summary>
    /// <exception cref="ProjectionMovedException">One was.</exception>
    public static async Task RequireRevokedAsync(IMetastoreSession session, ProjectedTable table)
    {
        var revoked = await session.QuerySingleOrDefaultAsync<long>(
            "SELECT count(*) FROM projection_revisions WHERE chain_uuid = @uuid AND revoked_reason IS NOT NULL", new { uuid = table.Uuid.ToString() });
        if (revoked != table.Revoked.Count)
            throw new ProjectionMovedException($"A revision of {table.Product}/{table.Table} was revoked meanwhile; ask again.");
    }

    // Files of changes from it on hold its rows, or were made against them: they are made anew when they are asked for.
    private static async Task WithdrawAsync(IMetastoreWriteSession session, string uuid, RevokedRevision revoked, ImmutableArray<string> names)
    {
        await session.ExecuteAsync(
            "UPDATE projection_revisions SET revoked_reason = @Reason WHERE chain_uuid = @uuid AND revision = @Number", new { uuid, revoked.Reason, revoked.Number });
        await session.ExecuteAsync("DELETE FROM projection_changes WHERE chain_uuid = @uuid AND revision >= @Number", new { uuid, revoked.Number });
        foreach (var name in names)
            await session.ExecuteAsync(
                "UPDATE projection_objects SET withdrawn_by = @Number WHERE chain_uuid = @uuid AND name = @name", new { uuid, revoked.Number, name });
    }

    private static Task<int> WriteChainAsync(IMetastoreWriteSession session, ProjectedTable table, ChainExtension extension, long version) =>
        session.ExecuteAsync(
            $"""
            INSERT INTO projection_chains ({ChainColumns}, version)
            VALUES (@Uuid, @Agreement, @Product, @Table, @Generation, @RuleSetDigest, @MetadataName, @MetadataJson, @CurrentSnapshotId, @RowCount, @SizeBytes, @version)
            ON CONFLICT (uuid) DO UPDATE SET metadata_name = excluded.metadata_name, metadata_json = excluded.metadata_json,
                current_snapshot_id = excluded.current_snapshot_id, row_count = excluded.row_count, size_bytes = excluded.size_bytes, version = excluded.version
            """,
            new
            {
                Uuid = table.Uuid.ToString(),
                Agreement = table.Agreement.Value,
                Product = table.Product.Value,
                Table = table.Table.Value,
                extension.Generation,
                table.RuleSetDigest,
                extension.MetadataName,
                MetadataJson = Encoding.UTF8.GetString(table.MetadataJson.Span),
                table.CurrentSnapshotId,
                table.RowCount,
                table.SizeBytes,
                version,
            });

    // One that was withdrawn is served again when another revision has the same bytes.
    private static Task<int> WriteObjectAsync(IMetastoreWriteSession session, ProjectedTable table, ProjectedObject item) =>
        session.ExecuteAsync(
            """
            INSERT INTO projection_objects (chain_uuid, name, etag, store, object_key, length, sha256, modified_at, is_virtual)
            VALUES (@uuid, @name, @ETag, @Store, @Key, @Length, @Sha256, @modified, @isVirtual)
            ON CONFLICT (chain_uuid, name) DO UPDATE SET store = excluded.store, object_key = excluded.object_key, length = excluded.length,
                sha256 = excluded.sha256, modified_at = excluded.modified_at, is_virtual = excluded.is_virtual, withdrawn_by = NULL
            """,
            new
            {
                uuid = table.Uuid.ToString(),
                name = item.Key[KeyPrefix(table.Table, table.Uuid).Length..],
                item.ETag,
                item.Content.Store,
                item.Content.Key,
                item.Content.Length,
                item.Content.Sha256,
                modified = MetastoreTime.ToMicroseconds(item.LastModified),
                isVirtual = item.Content is VirtualContent ? 1 : 0,
            });

    /// <summary>What every key of a chain starts with, the slash included.</summary>
    public static string KeyPrefix(TableName table, Guid uuid) => string.Create(CultureInfo.InvariantCulture, $"{table}/{uuid}/");

    private static async Task<ChainHead> LoadAsync(IMetastoreSession session, ChainRow row)
    {
        var revisions = await session.QueryAsync<RevisionRow>(
            "SELECT revision, snapshot_id, metadata_name, revoked_reason FROM projection_revisions WHERE chain_uuid = @Uuid", new { row.Uuid });
        var objects = await session.QueryAsync<ObjectRow>(
            "SELECT name, etag, store, object_key, length, sha256, modified_at, is_virtual, withdrawn_by FROM projection_objects WHERE chain_uuid = @Uuid",
            new { row.Uuid });
        var kept = revisions.Where(r => r.RevokedReason is null).ToArray();

        var uuid = Guid.Parse(row.Uuid);
        var table = TableName.Parse(row.TableName);
        var prefix = KeyPrefix(table, uuid);
        var json = Encoding.UTF8.GetBytes(row.MetadataJson);
        var served = new ProjectedTable
        {
            Agreement = AgreementId.Parse(row.Agreement),
            Product = ProductName.Parse(row.Product),
            Table = table,
            Uuid = uuid,
            RuleSetDigest = row.RuleDigest,
            Location = $"s3://{row.Product}/{row.TableName}/{row.Uuid}",
            MetadataLocation = $"s3://{row.Product}/{prefix}{row.MetadataName}",
            MetadataJson = json,
            Schema = TableMetadataJson.Parse(json).CurrentSchema,
            CurrentSnapshotId = row.CurrentSnapshotId,
            Revisions = kept.ToImmutableSortedDictionary(r => (int)r.Revision, r => r.SnapshotId),
            Revoked = revisions.Where(r => r.RevokedReason is not null)
                .ToImmutableSortedDictionary(r => (int)r.Revision, r => new RevokedRevision((int)r.Revision, r.RevokedReason!)),
            RevisionMetadata = kept.Where(r => r.MetadataName is not null).ToImmutableSortedDictionary(r => (int)r.Revision, r => prefix + r.MetadataName),
            RowCount = row.RowCount,
            SizeBytes = row.SizeBytes,
            Objects = [.. objects.Where(o => o.WithdrawnBy is null).Select(o => ToObject(o, prefix)).OrderBy(o => o.Key, StringComparer.Ordinal)],
            Withdrawn = objects.Where(o => o.WithdrawnBy is not null).ToImmutableSortedDictionary(o => prefix + o.Name, o => (int)o.WithdrawnBy!, StringComparer.Ordinal),
        };
        return new ChainHead(served, row.Generation, row.MetadataName);
    }

    private static ProjectedObject ToObject(ObjectRow row, string prefix) => new()
    {
        Key = prefix + row.Name,
        Length = row.Length,
        ETag = row.Etag,
        LastModified = MetastoreTime.FromMicroseconds(row.ModifiedAt),
        Content = row.IsVirtual != 0
            ? new VirtualContent(row.Store, row.ObjectKey, row.Length, row.Sha256)
            : new StoredContent(row.Store, row.ObjectKey, row.Length, row.Sha256),
    };
}
