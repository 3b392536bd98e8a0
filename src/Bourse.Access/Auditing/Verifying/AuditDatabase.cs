using System.Runtime.CompilerServices;
using System.Text;
using Bourse.Access.Auditing.Checkpoints;
using Bourse.Access.Auditing.Merkle;
using Bourse.Metastore;

namespace Bourse.Access.Auditing.Verifying;

/// <summary>The log in the metastore, as of one session.</summary>
public sealed class AuditDatabase(IMetastoreSession session) : IAuditEvidence
{
    private const int PageRecords = 1000;

    /// <summary>
    /// Verifies the log as anybody would a copy of it, then what only the database has: (1) its tables, indexes and triggers are those they were made with; (2) its
    /// rows are the records, from the first place to the last, and each row's account, decision and time are its record's; (3) the tree of hashes is theirs; (4)
    /// each personal value kept beside the log is the one its record commits to, and of a record; (5) what waits to be signed is as records are appended, after the
    /// last that was signed, and none of it was signed already. A value that was erased is not there to be compared, and that is well.
    /// </summary>
    public async Task<AuditVerdict> VerifyAsync(string keptCheckpoint, NoteVerifier publicKey, CancellationToken cancellationToken = default)
    {
        var verdict = await AuditVerifier.VerifyAsync(this, keptCheckpoint, publicKey, cancellationToken);
        return verdict is AuditVerdict.Verified verified ? await VerifyRowsAsync(verified, cancellationToken) : verdict;
    }

    /// <summary>
    /// Verifies the log against its own newest checkpoint, which proves it whole and not that it is the same as before. A log that was never signed has size 0,
    /// and holds nothing but what waits.
    /// </summary>
    public async Task<AuditVerdict> VerifyAsync(NoteVerifier publicKey, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(publicKey);
        if (await AuditCheckpoints.LatestAsync(session) is { } newest)
            return await VerifyAsync(newest, publicKey, cancellationToken);
        var left = await session.QuerySingleOrDefaultAsync<long>("SELECT (SELECT count(*) FROM audit_log NOT INDEXED) + (SELECT count(*) FROM audit_tiles)");
        if (left != 0)
        {
            return new AuditVerdict.Refuted(AuditFinding.CheckpointMissing, null,
                "The log holds records or hashes and no checkpoint, which it got with its first record: checkpoints were deleted, so that nothing proves what is there. "
                + "Restore audit_checkpoints from a backup, or verify with a checkpoint that somebody else kept: --checkpoint FILE.");
        }
        var empty = new Checkpoint(publicKey.Name, 0, MerkleHash.Empty);
        return await VerifyRowsAsync(new AuditVerdict.Verified(empty, empty), cancellationToken);
    }

    private async Task<AuditVerdict> VerifyRowsAsync(AuditVerdict.Verified verified, CancellationToken cancellationToken)
    {
        if (await session.FindSchemaChangeAsync(AccessTables.Migrations, "audit_") is { } change)
        {
            return new AuditVerdict.Refuted(AuditFinding.SchemaChanged, null,
                $"The records are what was signed, but the tables of the log are not as they were made ({change}), so that lists or later records may be falsified. "
                + "Restore the metastore from a backup.");
        }
        return (AuditVerdict?)await new AuditRowCheck(session).FindAsync(cancellationToken) ?? verified with { Pending = await CountPendingAsync() };
    }

    /// <inheritdoc />
    public async Task<string> ReadCheckpointAsync(CancellationToken cancellationToken) => await AuditCheckpoints.LatestAsync(session) ?? "";

    /// <inheritdoc />
    public async IAsyncEnumerable<byte[]> ReadRecordsAsync([EnumeratorCancellation] CancellationToken cancellationToken)
    {
        for (var last = -1L; ;)
        {
            cancellationToken.ThrowIfCancellationRequested();
            var page = await session.QueryAsync<Row>(
                "SELECT position, CAST(body AS TEXT) AS body FROM audit_log WHERE position > @last ORDER BY position LIMIT @PageRecords", new { last, PageRecords });
            foreach (var row in page)
                yield return Encoding.UTF8.GetBytes(row.Body);
            if (page.Count < PageRecords)
                yield break;
            last = page[^1].Position;
        }
    }

    /// <inheritdoc />
    public async IAsyncEnumerable<MerkleHash> ReadHashesAsync([EnumeratorCancellation] CancellationToken cancellationToken)
    {
        var tiles = new TileNodes(session);
        for (var number = 0L; ; number++)
        {
            cancellationToken.ThrowIfCancellationRequested();
            var tile = await tiles.TileAsync(0, number);
            for (var offset = 0; offset + MerkleHash.LengthBytes <= tile.Length; offset += MerkleHash.LengthBytes)
                yield return new MerkleHash(tile.AsSpan(offset, MerkleHash.LengthBytes));
            if (tile.Length < TileNodes.TileHashes * MerkleHash.LengthBytes)
                yield break;
        }
    }

    private Task<long> CountPendingAsync() => session.QuerySingleOrDefaultAsync<long>("SELECT count(*) FROM audit_pending");

    private sealed record Row
    {
        public required long Position { get; init; }

        public required string Body { get; init; }
    }
}
