using Bourse.Access.Auditing.Checkpoints;
using Bourse.Access.Auditing.Merkle;

namespace Bourse.Access.Auditing.Verifying;

/// <summary>Says which record is not the one that was signed, by the list of hashes where that list is the signed one.</summary>
internal static class RecordDifference
{
    public static async Task<AuditVerdict.Refuted> FindAsync(
        IAuditEvidence log, Checkpoint own, Checkpoint kept, bool beginsAsKept, CancellationToken cancellationToken)
    {
        // 1. The list must have the signed root; otherwise it was rewritten with the records.
        var signed = new List<MerkleHash>();
        var tree = new MerkleFrontier();
        await foreach (var hash in log.ReadHashesAsync(cancellationToken))
        {
            if (tree.Size == own.Size)
                break;
            tree.Add(hash);
            signed.Add(hash);
        }
        if (tree.Size != own.Size || tree.Root != own.Root)
            return new AuditVerdict.Refuted(AuditFinding.LogRewritten, beginsAsKept ? kept.Size : null, beginsAsKept
                ? $"The log was rewritten after the kept checkpoint: its first {kept.Size} records are whole, "
                    + "what follows is not what was signed."
                : $"The log was rewritten: its records and hashes are not what was signed, from within the first {kept.Size} records on.");

        // 2. Then the first record that differs from its hash was changed, or moved if its hash is another's.
        var position = 0;
        await foreach (var record in log.ReadRecordsAsync(cancellationToken))
        {
            var hash = MerkleHash.OfRecord(record);
            if (hash != signed[position])
                return Explain(position, signed.IndexOf(hash));
            position++;
        }
        throw new InvalidOperationException("The log was changed while it was verified. Verify a copy of it.");
    }

    private static AuditVerdict.Refuted Explain(int position, int belongsAt) => belongsAt < 0
        ? new AuditVerdict.Refuted(AuditFinding.RecordChanged, position, $"Record {position} was changed after it was signed.")
        : new AuditVerdict.Refuted(
            AuditFinding.RecordsReordered, position, $"Records stand in another order than was signed: "
            + $"record {belongsAt} stands at position {position}.");
}
