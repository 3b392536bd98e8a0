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
    /// Verifies the log as anybody would a copy of it, then that each row's account, decision and time are its record's: lists select by
    /// them, so a row that lies about them is hidden although its record is whole.
    /// </summary>
    public async Task<AuditVerdict> VerifyAsync(string keptCheckpoint, NoteVerifier publicKey, CancellationToken cancellationToken = default)
    {
        var verdict = await AuditVerifier.VerifyAsync(this, keptCheckpoint, publicKey, cancellationToken);
        if (verdict is not AuditVerdict.Verified || await FindMisleadingRowAsync(cancellationToken) is not { } position)
            return verdict;
        return new AuditVerdict.Refuted(AuditFinding.IndexChanged, position,
            $"Record {position} is what was signed, but the account, decision or time it is listed by was changed, so lists may leave it out. "
            + "Restore these columns from the records.");
    }

    /// <inheritdoc />
    public async Task<string> ReadCheckpointAsync(CancellationToken cancellationToken) => await AuditCheckpoints.LatestAsync(session) ?? "";

    /// <inheritdoc />
    public async IAsyncEnumerable<byte[]> ReadRecordsAsync([EnumeratorCancellation] CancellationToken cancellationToken)
    {
        for (var next = 0L; ;)
        {
            cancellationToken.ThrowIfCancellationRequested();
            var page = await session.QueryAsync<Row>(
                "SELECT position, body FROM audit_log WHERE position >= @next ORDER BY position LIMIT @PageRecords", new { next, PageRecords });
            foreach (var row in page)
                yield return Encoding.UTF8.GetBytes(row.Body);
            if (page.Count < PageRecords)
                yield break;
            next = page[^1].Position + 1;
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

    private async Task<long?> FindMisleadingRowAsync(CancellationToken cancellationToken)
    {
        for (var next = 0L; ;)
        {
            cancellationToken.ThrowIfCancellationRequested();
            var page = await session.QueryAsync<IndexedRow>(
                "SELECT position, account, decision, time, body FROM audit_log WHERE position >= @next ORDER BY position LIMIT @PageRecords",
                new { next, PageRecords });
            if (page.FirstOrDefault(row => !row.IsOf(AuditRecordJson.Parse(row.Body).Entry)) is { } misleading)
                return misleading.Position;
            if (page.Count < PageRecords)
                return null;
            next = page[^1].Position + 1;
        }
    }

    private sealed record IndexedRow
    {
        public required long Position { get; init; }

        public required string? Account { get; init; }

        public required string Decision { get; init; }

        public required long Time { get; init; }

        public required string Body { get; init; }

        public bool IsOf(AuditEntry entry) =>
            Account == entry.Account?.Value && Decision == AuditNames.ToText(entry.Decision) && Time == MetastoreTime.ToMicroseconds(entry.Time);
    }

    private sealed record Row
    {
        public required long Position { get; init; }

        public required string Body { get; init; }
    }
}
