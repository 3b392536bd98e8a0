using System.Collections.Concurrent;
using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using Bourse.DuckDb;
using Bourse.Iceberg;
using Bourse.Iceberg.Parquet;
using Bourse.Iceberg.Scanning;
using Bourse.Iceberg.Scanning.Incremental;
using Bourse.Iceberg.Schemas;
using Bourse.Metastore;
using Bourse.Projection.Chains;
using Bourse.Projection.Contents;
using Bourse.Projection.Pieces;
using Bourse.Storage;

namespace Bourse.Projection.Changes;

/// <summary>
/// Keeps files of what changed between two revisions of a projection, with Delta's words for it in <c>_change_type</c>. They are made of projected rows when somebody
/// asks
/// first, and are no part of the table: neither listed nor named by its metadata. It decides nothing.
/// </summary>
public sealed class ChangeFileStore(IMetastore metastore, IObjectStore projections) : IDisposable
{
    private const string Folder = "changes/";
    private const string Suffix = ".parquet";
    private const long MemoryBytesMax = 1L << 30;
    private const int KnownMax = 4096;

    // Collections that remove something are hours apart.
    private const int AttemptsMax = 3;

    // https://github.com/delta-io/delta-sharing/blob/main/PROTOCOL.md#read-change-data-feed-from-a-table
    private static readonly (string Ours, string Deltas)[] Words =
    [
        (ChangeType.Insert, "insert"), (ChangeType.Delete, "delete"), (ChangeType.UpdateBefore, "update_preimage"), (ChangeType.UpdateAfter, "update_postimage"),
    ];

    private readonly ConcurrentDictionary<(Guid Table, int Revision, int Revoked), ChangeFile> _known = new();
    private readonly SemaphoreSlim _making = new(1, 1);

    /// <summary>The key of a revision's change file in the product's bucket: <c>table/uuid/changes/N.parquet</c>.</summary>
    public static string KeyOf(ProjectedTable table, int revision)
    {
        ArgumentNullException.ThrowIfNull(table);
        return string.Create(CultureInfo.InvariantCulture, $"{ChainTables.KeyPrefix(table.Table, table.Uuid)}{Folder}{revision}{Suffix}");
    }

    /// <summary>The revision whose change file a key of the table is; null for other keys.</summary>
    public static int? RevisionOf(ProjectedTable table, string key)
    {
        ArgumentNullException.ThrowIfNull(table);
        ArgumentNullException.ThrowIfNull(key);
        var prefix = ChainTables.KeyPrefix(table.Table, table.Uuid) + Folder;
        return key.StartsWith(prefix, StringComparison.Ordinal) && key.EndsWith(Suffix, StringComparison.Ordinal) && key.Length > prefix.Length + Suffix.Length
            && int.TryParse(key.AsSpan()[prefix.Length..^Suffix.Length], NumberStyles.None, CultureInfo.InvariantCulture, out var revision)
            && table.Revisions.ContainsKey(revision) && KeyOf(table, revision) == key
            ? revision
            : null;
    }

    /// <summary>What is kept of a revision; null when nothing was made yet.</summary>
    /// <param name="table">The projection.</param>
    /// <param name="revision">A revision of it.</param>
    /// <param name="changedAt">When the revision was published.</param>
    /// <param name="cancellationToken">Ends the call.</param>
    public async Task<ChangeFile?> FindAsync(ProjectedTable table, int revision, DateTimeOffset changedAt, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(table);
        if (_known.TryGetValue((table.Uuid, revision, table.Revoked.Count), out var known))
            return known;
        var row = await metastore.ReadAsync(
            session => session.QuerySingleOrDefaultAsync<ChangeRow>(
                "SELECT object_key, length, sha256 FROM projection_changes WHERE chain_uuid = @uuid AND revision = @revision",
                new { uuid = table.Uuid.ToString(), revision }),
            cancellationToken);
        if (row is null)
            return null;
        if (_known.Count > KnownMax)
            _known.Clear();
        return _known[(table.Uuid, revision, table.Revoked.Count)] = new ChangeFile(row.ObjectKey is null ? null : ObjectOf(table, revision, changedAt, row));
    }

    /// <summary>
    /// What is kept of a revision, made when nothing is. Files are made one at a time in a process, in an engine of their own that reaches nothing else; when another
    /// process kept one first, that is the one.
    /// </summary>
    /// <param name="table">The projection.</param>
    /// <param name="revision">A revision of it.</param>
    /// <param name="changedAt">When the revision was published.</param>
    /// <param name="changes">Gives the changes: <see cref="MetadataColumns.ChangeType"/>, then the columns of the revision.</param>
    /// <param name="cancellationToken">Ends the call.</param>
    /// <exception cref="StorageException">The store failed.</exception>
    /// <exception cref="ProjectionMovedException">What nothing named was collected again and again meanwhile.</exception>
    public async Task<ChangeFile> MakeAsync(
        ProjectedTable table, int revision, DateTimeOffset changedAt, Func<CancellationToken, Task<ScanQuery>> changes, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(changes);
        if (await FindAsync(table, revision, changedAt, cancellationToken) is { } kept)
            return kept;
        await _making.WaitAsync(cancellationToken);
        try
        {
            for (var attempt = 1; ; attempt++)
            {
                if (await FindAsync(table, revision, changedAt, cancellationToken) is { } made)
                    return made;
                try
                {
                    await KeepAsync(table, revision, await changes(cancellationToken), cancellationToken);
                }
                catch (ProjectionMovedException) when (attempt < AttemptsMax)
                {
                    // What was found in the store may be going; it is written anew under another key.
                }
            }
        }
        finally
        {
            _making.Release();
        }
    }

    /// <summary>To be called when no file is being made any more.</summary>
    public void Dispose() => _making.Dispose();

    private async Task KeepAsync(ProjectedTable table, int revision, ScanQuery changes, CancellationToken cancellationToken)
    {
        var collections = await metastore.ReadAsync(ChainTables.CollectionsAsync, cancellationToken);
        var path = projections.NewTemporaryPath(Suffix);
        try
        {
            await Task.Run(() => Write(changes, path, cancellationToken), cancellationToken);
            var content = ParquetFooter.ReadFile(path).RowCount == 0
                ? StoredContent.None
                : await new ContentAddressed(projections, collections).AdoptPieceAsync(path, cancellationToken);
            await metastore.WriteAsync(
                async session =>
                {
                    await ChainTables.RequireCollectionsAsync(session, collections);
                    await ChainTables.RequireRevokedAsync(session, table);
                    // A collection that has looked already looks again.
                    await ChainTables.MoveAsync(session);
                    return await session.ExecuteAsync(
                        """
                        INSERT INTO projection_changes (chain_uuid, revision, object_key, length, sha256) VALUES (@uuid, @revision, @key, @Length, @Sha256)
                        ON CONFLICT (chain_uuid, revision) DO NOTHING
                        """,
                        new
                        {
                            uuid = table.Uuid.ToString(), revision, key = content == StoredContent.None ? null : content.Key, content.Length, content.Sha256,
                        });
                },
                cancellationToken);
        }
        finally
        {
            File.Delete(path);
        }
    }

    // The type goes last, as Delta's own files have it; readers bind by name.
    private static void Write(ScanQuery changes, string path, CancellationToken cancellationToken)
    {
        var type = MetadataColumns.ChangeType;
        var columns = changes.Schema.Fields.Where(f => f != type).ToValueList();
        var words = string.Join(' ', Words.Select(w => $"WHEN {Sql.Literal(w.Ours)} THEN {Sql.Literal(w.Deltas)}"));
        var names = string.Join(", ", columns.Select(f => Sql.Identifier(f.Name)));
        var select = $"SELECT {names}, CASE {Sql.Identifier(type.Name)} {words} END AS {Sql.Identifier(type.Name)} FROM ({changes.Sql})";
        var spill = path + ".spill";
        try
        {
            using var engine = DuckDbDatabase.Open(
                new DuckDbOptions { AllowedPaths = [.. changes.Files, path], MemoryLimitBytes = MemoryBytesMax, TempDirectory = spill });
            using var connection = engine.Connect();
            connection.Execute(RowPieceWriter.Copy(select, new Schema(0, columns.Append(type).ToValueList()), path), cancellationToken);
        }
        finally
        {
            if (Directory.Exists(spill))
                Directory.Delete(spill, recursive: true);
        }
    }

    private ProjectedObject ObjectOf(ProjectedTable table, int revision, DateTimeOffset changedAt, ChangeRow row)
    {
        var key = KeyOf(table, revision);
        return new ProjectedObject
        {
            Key = key,
            Length = row.Length,
            // The key has the projection's own uuid in it, so no other one's file has this tag.
            ETag = Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(key)).AsSpan(0, 16)) + "-1",
            LastModified = changedAt,
            Content = new StoredContent(projections.Name, row.ObjectKey!, row.Length, row.Sha256),
        };
    }

    private sealed record ChangeRow
    {
        public string? ObjectKey { get; init; }

        public required long Length { get; init; }

        public required string Sha256 { get; init; }
    }
}
