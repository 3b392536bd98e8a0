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
    /// rows are the records, from the first place to the last, and each row's account, decision and time are its record's: lists select by them, so a row that
    /// lies about them is hidden although its record is whole; (3) the tree of hashes is theirs; (4) each personal value kept beside the log is the one its
    /// record commits to. A value that was erased is not there to be compared, and that is well.
    /// </summary>
    public async Task<AuditVerdict> VerifyAsync(string keptCheckpoint, NoteVerifier publicKey, CancellationToken cancellationToken = default)
    {
        var verdict = await AuditVerifier.VerifyAsync(this, keptCheckpoint, publicKey, cancellationToken);
        return verdict is AuditVerdict.Verified ? await FindMisleadingRowAsync(cancellationToken) ?? verdict : verdict;
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
                "SELECT position, CAST(body AS TEXT) AS body FROM audit_log WHERE position >= @next ORDER BY position LIMIT @PageRecords", new { next, PageRecords });
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

    // Every row of the table itself, by its key: no index is asked, and what stands before the first record or after the last is seen.
    private async Task<AuditVerdict.Refuted?> FindMisleadingRowAsync(CancellationToken cancellationToken)
    {
        if (await AuditSchema.FindChangeAsync(session) is { } change)
            return SchemaChanged(change);
        var tiles = new AuditTiles(session);
        var (expected, next, sequence) = (0L, long.MinValue, long.MinValue);
        while (true)
        {
            cancellationToken.ThrowIfCancellationRequested();
            var page = await session.QueryAsync<IndexedRow>(
                """
                SELECT position, typeof(sequence) || typeof(time) || typeof(decision) || typeof(body) || typeof(account) AS types, CAST(sequence AS INTEGER) AS sequence,
                    CAST(account AS TEXT) AS account, CAST(decision AS TEXT) AS decision, CAST(time AS INTEGER) AS time, CAST(body AS TEXT) AS body
                FROM audit_log NOT INDEXED WHERE position >= @next ORDER BY position LIMIT @PageRecords
                """,
                new { next, PageRecords });
            if (page.FirstOrDefault(row => !row.HasTypes) is { } mistyped)
                return IndexChanged(mistyped.Position);
            // Before its body is read: a row in no record's place may hold anything.
            if (page.Where((row, at) => row.Position != expected + at).FirstOrDefault() is { } misplaced)
                return IndexChanged(misplaced.Position);
            expected += page.Count;
            var records = page.Select(row => AuditRecordJson.Parse(row.Body)).ToList();
            var personal = (await PersonalValue.ReadAsync(session, records.Select(record => record.Id))).ToLookup(value => value.RecordId);
            foreach (var (row, record) in page.Zip(records))
            {
                if (row.Sequence <= sequence || !row.IsOf(record.Entry))
                    return IndexChanged(row.Position);
                if (personal[record.Id].FirstOrDefault(value => !value.IsCommittedBy(record)) is { } changed)
                    return PersonalValueChanged(row.Position, changed.Field);
                if (!await tiles.AddAsync(MerkleHash.OfRecord(Encoding.UTF8.GetBytes(row.Body))))
                    return TreeChanged();
                sequence = row.Sequence;
            }
            if (page.Count < PageRecords)
                return await tiles.EndAsync() ? null : TreeChanged();
            next = page[^1].Position + 1;
        }
    }

    private static AuditVerdict.Refuted SchemaChanged(string what) => new(AuditFinding.SchemaChanged, null,
        $"The records are what was signed, but the tables of the log are not as they were made ({what}), so that lists or later records may be falsified. "
        + "Restore the metastore from a backup.");

    private static AuditVerdict.Refuted TreeChanged() => new(AuditFinding.TreeChanged, null,
        "The records are what was signed, but the hashes in audit_tiles are not theirs, so that later checkpoints and proofs would be wrong. "
        + "Restore this table from a backup.");

    private static AuditVerdict.Refuted IndexChanged(long position) => new(AuditFinding.IndexChanged, position,
        $"The row at {position} is not where, or not as, a signed record is listed: its place, account, decision or time was changed, so lists may leave it out or show "
        + "what was never signed. Restore these columns from the records.");

    private static AuditVerdict.Refuted PersonalValueChanged(long position, string field) => new(AuditFinding.PersonalValueChanged, position,
        $"Record {position} is what was signed, but the {field} kept beside it, or its salt, is not what the record commits to. "
        + "Do not rely on this value; restore it from a backup, or erase it.");

    private sealed record IndexedRow
    {
        public required long Position { get; init; }

        public required string Types { get; init; }

        public required long Sequence { get; init; }

        public bool HasTypes => Types is "integerintegertexttexttext" or "integerintegertexttextnull";

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
