using Bourse.Access.Auditing.Checkpoints;
using Bourse.Access.Auditing.Merkle;

namespace Bourse.Access.Auditing.Verifying;

/// <summary>
/// Tells an outsider whether a log is what it was when they kept a checkpoint of it. It trusts two things only: the public key, got from
/// elsewhere, and the
/// checkpoint they kept. Needs no network and no secret.
/// </summary>
public static class AuditVerifier
{
    /// <summary>
    /// Verifies: (1) the kept checkpoint and the log's own are signed by the key; (2) the log's is not the older one; (3) the records are
    /// exactly those it
    /// signs; (4) their beginning is exactly what the kept one holds.
    /// </summary>
    public static async Task<AuditVerdict> VerifyAsync(
        IAuditEvidence log, string keptCheckpoint, NoteVerifier publicKey, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(log);
        ArgumentNullException.ThrowIfNull(keptCheckpoint);
        ArgumentNullException.ThrowIfNull(publicKey);

        // 1. Both checkpoints.
        if (SignedNote.Open(keptCheckpoint, publicKey) is not NoteOutcome.Signed { Text: var keptText }
            || !IsOf(publicKey, keptText, out var kept))
            return Refute(AuditFinding.KeptCheckpointNotTrusted, null,
                "The kept checkpoint is not signed by the given key. Check that both are of this log; nothing else was verified.");
        if (OpenOwn(await log.ReadCheckpointAsync(cancellationToken), publicKey, out var own) is { } mistrust)
            return mistrust;

        // 2. Their order.
        if (own.Size < kept.Size)
            return Refute(AuditFinding.OldCheckpoint, own.Size,
                $"The log ends at an old checkpoint of {own.Size} records; the kept one proves that there were {kept.Size}. Ask for the rest.");

        // 3. The records.
        var records = new MerkleFrontier();
        var rootAtKept = kept.Size == 0 ? MerkleHash.Empty : (MerkleHash?)null;
        MerkleHash? rootAtOwn = own.Size == 0 ? MerkleHash.Empty : null;
        await foreach (var record in log.ReadRecordsAsync(cancellationToken))
        {
            records.Add(MerkleHash.OfRecord(record));
            if (records.Size == kept.Size)
                rootAtKept = records.Root;
            if (records.Size == own.Size)
                rootAtOwn = records.Root;
        }
        if (records.Size < own.Size)
            return Refute(AuditFinding.TailCut, records.Size,
                $"The log's end is cut off: {own.Size} records were signed, {records.Size} are there. "
                + $"Ask for records {records.Size} to {own.Size - 1}.");
        if (rootAtOwn != own.Root)
            return await RecordDifference.FindAsync(log, own, kept, rootAtKept == kept.Root, cancellationToken);
        if (records.Size > own.Size)
            return Refute(AuditFinding.TailNotSigned, own.Size,
                $"The log goes on after its checkpoint: {own.Size} records were signed, {records.Size} are there. "
                + $"Disregard those from {own.Size} on.");

        // 4. The history.
        return rootAtKept == kept.Root
            ? new AuditVerdict.Verified(own, kept)
            : Refute(AuditFinding.LogForked, null,
                $"The log is signed, but its first {kept.Size} records are not those that the kept checkpoint holds: "
                + "its holder signed two histories. "
                + "The two checkpoints together prove it to anybody.");
    }

    private static AuditVerdict.Refuted? OpenOwn(string note, NoteVerifier publicKey, out Checkpoint checkpoint)
    {
        checkpoint = null!;
        switch (SignedNote.Open(note, publicKey))
        {
            case NoteOutcome.Signed signed when IsOf(publicKey, signed.Text, out checkpoint):
                return null;
            case NoteOutcome.OtherKey { SameName: true }:
                return Refute(AuditFinding.KeySwapped, null,
                    $"The log's checkpoint is signed by another key under the name {publicKey.Name}. "
                    + "Ask its holder to account for the change of key.");
            case NoteOutcome.OtherKey:
                return Refute(AuditFinding.OtherLog, null,
                    $"The log's checkpoint is not signed in the name of {publicKey.Name}: it is of another log.");
            case NoteOutcome.Forged:
                return Refute(AuditFinding.CheckpointForged, null, "The log's checkpoint was changed after it was signed.");
            default:
                return Refute(AuditFinding.CheckpointMalformed, null, "The log's checkpoint is missing or is no signed checkpoint.");
        }
    }

    private static bool IsOf(NoteVerifier publicKey, string text, out Checkpoint checkpoint)
    {
        var valid = Checkpoint.TryParse(text, out var parsed) && parsed.Origin == publicKey.Name;
        checkpoint = parsed!;
        return valid;
    }

    private static AuditVerdict.Refuted Refute(AuditFinding finding, long? position, string explanation) => new(finding, position, explanation);
}
