using System.Text;
using Bourse.Access.Auditing.Merkle;
using Bourse.Metastore;

namespace Bourse.Access.Auditing.Verifying;

/// <summary>
/// Goes through every row of the log's tables by its key, so that no index is asked, and what stands before the first record or after the last is seen. It takes
/// the records as verified; it looks at what stands around them.
/// </summary>
internal sealed class AuditRowCheck(IMetastoreSession session)
{
    private const int PageRecords = 1000;

    private readonly HashSet<string> _pendingIds = [];
    private long _personalValues;

    /// <summary>What is wrong; null when nothing is.</summary>
    public async Task<AuditVerdict.Refuted?> FindAsync(CancellationToken cancellationToken)
    {
        var last = await session.QuerySingleOrDefaultAsync<long?>("SELECT CAST(sequence AS INTEGER) FROM audit_log NOT INDEXED ORDER BY position DESC LIMIT 1") ?? 0;
        return await FindInPendingAsync(last, cancellationToken)
            ?? await FindInLogAsync(cancellationToken)
            ?? (await session.QuerySingleOrDefaultAsync<long>("SELECT count(*) FROM audit_personal") is var kept && kept != _personalValues
                ? Stray(kept - _personalValues)
                : null);
    }

    // 1. What waits. Numbers are given once and rise, so what waits comes after all that was signed.
    private async Task<AuditVerdict.Refuted?> FindInPendingAsync(long last, CancellationToken cancellationToken)
    {
        for (var next = long.MinValue; ;)
        {
            cancellationToken.ThrowIfCancellationRequested();
            var page = await session.QueryAsync<StoredRecord>(
                $"SELECT {StoredRecord.Columns} FROM audit_pending WHERE sequence >= @next ORDER BY sequence LIMIT @PageRecords", new { next, PageRecords });
            var records = page.Select(row => row.Read(position: null)).ToList();
            var personal = await PersonalAsync(records);
            foreach (var (row, record) in page.Zip(records))
            {
                if (record is null)
                    return PendingChanged(row.Sequence, "is not as a record is appended");
                if (row.Sequence <= last || !_pendingIds.Add(record.Id))
                    return PendingChanged(row.Sequence, "takes the number or the id of another record");
                if (personal[record.Id].FirstOrDefault(value => !value.IsCommittedBy(record)) is { } changed)
                    return PersonalValueChanged(null, $"The record that waits as number {row.Sequence} commits to another {changed.Field} than is kept beside it.");
            }
            if (page.Count < PageRecords)
                return null;
            next = page[^1].Sequence + 1;
        }
    }

    // 2. What was signed.
    private async Task<AuditVerdict.Refuted?> FindInLogAsync(CancellationToken cancellationToken)
    {
        var tiles = new AuditTiles(session);
        var (expected, next, sequence) = (0L, long.MinValue, long.MinValue);
        while (true)
        {
            cancellationToken.ThrowIfCancellationRequested();
            var page = await session.QueryAsync<StoredRecord>(
                $"SELECT position, {StoredRecord.Columns} FROM audit_log NOT INDEXED WHERE position >= @next ORDER BY position LIMIT @PageRecords",
                new { next, PageRecords });
            var records = page.Select((row, at) => row.Position == expected + at ? row.Read(row.Position) : null).ToList();
            var personal = await PersonalAsync(records);
            foreach (var (row, record) in page.Zip(records))
            {
                if (record is null || row.Sequence <= sequence)
                    return IndexChanged(row.Position);
                if (personal[record.Id].FirstOrDefault(value => !value.IsCommittedBy(record)) is { } changed)
                    return PersonalValueChanged(row.Position,
                        $"Record {row.Position} is what was signed, but the {changed.Field} kept beside it, or its salt, is not what the record commits to.");
                if (_pendingIds.Contains(record.Id))
                    return PendingChanged(null, $"is record {row.Position} once more");
                if (!await tiles.AddAsync(MerkleHash.OfRecord(Encoding.UTF8.GetBytes(row.Body))))
                    return TreeChanged();
                sequence = row.Sequence;
            }
            expected += page.Count;
            if (page.Count < PageRecords)
                return await tiles.EndAsync() ? null : TreeChanged();
            next = page[^1].Position + 1;
        }
    }

    private async Task<ILookup<string, PersonalValue>> PersonalAsync(IEnumerable<AuditRecord?> records)
    {
        var values = await PersonalValue.ReadAsync(session, records.OfType<AuditRecord>().Select(record => record.Id));
        _personalValues += values.Count;
        return values.ToLookup(value => value.RecordId);
    }

    private static AuditVerdict.Refuted TreeChanged() => new(AuditFinding.TreeChanged, null,
        "The records are what was signed, but the hashes in audit_tiles are not theirs, so that later checkpoints and proofs would be wrong. "
        + "Restore this table from a backup.");

    private static AuditVerdict.Refuted IndexChanged(long position) => new(AuditFinding.IndexChanged, position,
        $"The row at {position} is not where, or not as, a signed record is kept: its place, account, decision or time was changed, so lists may leave it out or show "
        + "what was never signed. Restore these columns from the records.");

    private static AuditVerdict.Refuted PersonalValueChanged(long? position, string what) => new(AuditFinding.PersonalValueChanged, position,
        what + " Do not rely on this value; restore it from a backup, or erase it.");

    private static AuditVerdict.Refuted Stray(long count) => new(AuditFinding.PersonalValueChanged, null,
        $"The records are what was signed, but {count} of the personal values kept beside them are of no record, so that erasing a person would miss them. "
        + "Restore audit_personal from a backup, or erase them.");

    private static AuditVerdict.Refuted PendingChanged(long? sequence, string what) => new(AuditFinding.PendingChanged, null,
        $"The records are what was signed, but {(sequence is { } number ? $"number {number} of those" : "one of those")} that wait in audit_pending to be signed {what}. "
        + "Nothing is signed while a record waits that is not as it was appended: restore it from a backup, or delete it and say so to whom the log is shown.");
}
