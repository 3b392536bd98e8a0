using Bourse.Access.Auditing.Checkpoints;
using Bourse.Access.Auditing.Verifying;

namespace Bourse.Access.Tests.Auditing.Verifying;

/// <summary>A log of 20 records of which an outsider kept the checkpoint at 12, and what an attacker may do to it.</summary>
public sealed class AuditVerifierTests : IDisposable
{
    private readonly NoteSigner _signer = StoredLog.Signer();
    private readonly StoredLog _log;
    private readonly string _kept;

    public AuditVerifierTests()
    {
        _log = StoredLog.Create(20, _signer);
        _kept = StoredLog.Sign(_signer, _log.Records[..12]);
    }

    public void Dispose() => _signer.Dispose();

    private Task<AuditVerdict> VerifyAsync(StoredLog log, string? kept = null) => AuditVerifier.VerifyAsync(log, kept ?? _kept, _signer.Verifier);

    private async Task AssertRefutedAsync(AuditVerdict.Refuted expected, StoredLog log, string? kept = null) => Assert.Equal(expected, await VerifyAsync(log, kept));

    [Fact]
    public async Task A_whole_log_is_verified_against_any_checkpoint_of_it()
    {
        for (var size = 0; size <= 20; size++)
        {
            var verified = Assert.IsType<AuditVerdict.Verified>(await VerifyAsync(_log, StoredLog.Sign(_signer, _log.Records[..size])));
            Assert.Equal((20, size), (verified.Log.Size, verified.Kept.Size));
        }
    }

    [Fact]
    public async Task Any_changed_byte_is_found_with_its_record()
    {
        for (var position = 0; position < 20; position++)
        {
            for (var at = 0; at < _log.Records[position].Length; at++)
            {
                var attacked = _log.Copy();
                attacked.Records[position][at] ^= 1;
                await AssertRefutedAsync(
                    new(AuditFinding.RecordChanged, position, $"Record {position} was changed after it was signed."), attacked);
            }
        }
    }

    [Fact]
    public async Task A_cut_tail_is_found()
    {
        var attacked = _log.Copy();
        attacked.Records.RemoveRange(17, 3);
        await AssertRefutedAsync(
            new(AuditFinding.TailCut, 17, "The log's end is cut off: 20 records were signed, 17 are there. Ask for records 17 to 19."), attacked);
    }

    [Fact]
    public async Task Records_added_without_a_signature_are_found()
    {
        var attacked = _log.Copy();
        attacked.Records.Add([1]);
        await AssertRefutedAsync(
            new(AuditFinding.TailNotSigned, 20, "The log goes on after its checkpoint: 20 records were signed, 21 are there. Disregard those from 20 on."), attacked);
    }

    [Fact]
    public async Task Reordered_records_are_found()
    {
        var attacked = _log.Copy();
        (attacked.Records[3], attacked.Records[9]) = (attacked.Records[9], attacked.Records[3]);
        await AssertRefutedAsync(
            new(AuditFinding.RecordsReordered, 3, "Records stand in another order than was signed: record 9 stands at position 3."), attacked);
    }

    [Fact]
    public async Task A_record_taken_out_of_the_middle_is_found()
    {
        var attacked = _log.Copy();
        attacked.Records.RemoveAt(5);
        attacked.Records.Add([1]);
        await AssertRefutedAsync(
            new(AuditFinding.RecordsReordered, 5, "Records stand in another order than was signed: record 6 stands at position 5."), attacked);
    }

    [Theory]
    [InlineData(4, null, "The log was rewritten: its records and hashes are not what was signed, from within the first 12 records on.")]
    [InlineData(15, 12, "The log was rewritten after the kept checkpoint: its first 12 records are whole, what follows is not what was signed.")]
    public async Task A_rewritten_log_with_new_hashes_is_found(int record, int? position, string explanation)
    {
        var attacked = _log.Copy();
        attacked.Records[record] = [1, 2, 3];
        attacked = attacked with { Hashes = StoredLog.HashesOf(attacked.Records) };
        await AssertRefutedAsync(new(AuditFinding.LogRewritten, position, explanation), attacked);
    }

    [Fact]
    public async Task A_log_rewritten_and_signed_by_its_own_holder_is_a_fork()
    {
        var attacked = _log.Copy();
        attacked.Records[11] = [1, 2, 3];
        await AssertRefutedAsync(
            new(AuditFinding.LogForked, null,
                "The log is signed, but its first 12 records are not those that the kept checkpoint holds: its holder signed two histories. "
                + "The two checkpoints together prove it to anybody."),
            attacked.Signed(_signer));
        await AssertRefutedAsync(
            new(AuditFinding.LogForked, null,
                "The log is signed, but its first 20 records are not those that the kept checkpoint holds: its holder signed two histories. "
                + "The two checkpoints together prove it to anybody."),
            StoredLog.Create(20, _signer, "forked"), _log.Note);
    }

    [Fact]
    public async Task A_swapped_key_is_found()
    {
        using var other = StoredLog.Signer(seed: 2);
        await AssertRefutedAsync(
            new(AuditFinding.KeySwapped, null,
                "The log's checkpoint is signed by another key under the name exchange.example/bourse. Ask its holder to account for the change of key."),
            _log.Signed(other));
    }

    [Fact]
    public async Task A_checkpoint_of_another_log_is_found()
    {
        using var other = StoredLog.Signer(seed: 2, origin: "elsewhere.example/log");
        await AssertRefutedAsync(
            new(AuditFinding.OtherLog, null, "The log's checkpoint is not signed in the name of exchange.example/bourse: it is of another log."), _log.Signed(other));
    }

    [Fact]
    public async Task A_replayed_old_checkpoint_is_found_with_and_without_the_records_after_it()
    {
        var old = StoredLog.Sign(_signer, _log.Records[..8]);
        var expected = new AuditVerdict.Refuted(
            AuditFinding.OldCheckpoint, 8, "The log ends at an old checkpoint of 8 records; the kept one proves that there were 12. Ask for the rest.");
        await AssertRefutedAsync(expected, _log with { Note = old });
        await AssertRefutedAsync(expected, StoredLog.Create(8, _signer));
    }

    [Fact]
    public async Task A_changed_checkpoint_is_found()
    {
        await AssertRefutedAsync(
            new(AuditFinding.CheckpointForged, null, "The log's checkpoint was changed after it was signed."),
            _log with { Note = _log.Note.Replace("\n20\n", "\n21\n", StringComparison.Ordinal) });
        foreach (var note in new[] { "", "not a note", _signer.Sign("exchange.example/bourse\nno checkpoint\n"),
            _signer.Sign("other.example\n20\n" + _log.Note.Split('\n')[2] + "\n") })
            await AssertRefutedAsync(
                new(AuditFinding.CheckpointMalformed, null, "The log's checkpoint is missing or is no signed checkpoint."), _log with { Note = note });
    }

    [Fact]
    public async Task A_kept_checkpoint_that_the_key_did_not_sign_proves_nothing()
    {
        using var other = StoredLog.Signer(seed: 2);
        var expected = new AuditVerdict.Refuted(
            AuditFinding.KeptCheckpointNotTrusted, null,
            "The kept checkpoint is not signed by the given key. Check that both are of this log; nothing else was verified.");
        await AssertRefutedAsync(expected, _log, StoredLog.Sign(other, _log.Records[..12]));
        await AssertRefutedAsync(expected, _log, "");
    }
}
