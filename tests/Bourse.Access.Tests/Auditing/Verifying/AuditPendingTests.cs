using Bourse.Access.Auditing;
using Bourse.Access.Auditing.Verifying;
using Bourse.Metastore;

namespace Bourse.Access.Tests.Auditing.Verifying;

/// <summary>Ten records that were signed, and three that wait, as numbers 11 to 13.</summary>
public sealed class AuditPendingTests
{
    private const string Advice = " Nothing is signed while a record waits that is not as it was appended: restore it from a backup, or delete it and say so to whom the "
        + "log is shown.";

    [Fact]
    public async Task Records_that_wait_to_be_signed_are_counted_and_not_said_to_be_proven()
    {
        await using var log = await LogAsync();
        var verified = Assert.IsType<AuditVerdict.Verified>(await log.VerifyAsync(await log.CheckpointAsync()));
        Assert.Equal((10, 3), (verified.Log.Size, verified.Pending));

        Assert.Equal(3, await log.Sequencer.IntegrateAsync());

        verified = Assert.IsType<AuditVerdict.Verified>(await log.VerifyAsync(await log.CheckpointAsync()));
        Assert.Equal((13, 0), (verified.Log.Size, verified.Pending));
    }

    [Theory]
    [InlineData("UPDATE audit_pending SET account = '999999999999' WHERE sequence = 12", "number 12 of those", "is not as a record is appended.")]
    [InlineData("UPDATE audit_pending SET decision = 'deny' WHERE sequence = 12", "number 12 of those", "is not as a record is appended.")]
    [InlineData("UPDATE audit_pending SET time = time + 1 WHERE sequence = 12", "number 12 of those", "is not as a record is appended.")]
    [InlineData("UPDATE audit_pending SET time = 'noon' WHERE sequence = 12", "number 12 of those", "is not as a record is appended.")]
    [InlineData("UPDATE audit_pending SET body = CAST(body AS BLOB) WHERE sequence = 12", "number 12 of those", "is not as a record is appended.")]
    [InlineData("UPDATE audit_pending SET body = 'no record' WHERE sequence = 12", "number 12 of those", "is not as a record is appended.")]
    [InlineData("UPDATE audit_pending SET body = '{\"position\":0,' || substr(body, 2) WHERE sequence = 12", "number 12 of those", "is not as a record is appended.")]
    [InlineData("UPDATE audit_pending SET body = '{\"id\":null,' || substr(body, 44) WHERE sequence = 12", "number 12 of those", "is not as a record is appended.")]
    [InlineData("UPDATE audit_pending SET body = '{\"account\":\"111111111111\",' || substr(body, 2) WHERE sequence = 12", "number 12 of those",
        "is not as a record is appended.")]
    [InlineData("INSERT INTO audit_pending VALUES (99, 0, NULL, 'deny', '{}')", "number 99 of those", "is not as a record is appended.")]
    [InlineData("UPDATE audit_pending SET sequence = 5 WHERE sequence = 12", "number 5 of those", "takes the number or the id of another record.")]
    [InlineData("INSERT INTO audit_pending SELECT 14, time, account, decision, body FROM audit_pending WHERE sequence = 12", "number 14 of those",
        "takes the number or the id of another record.")]
    [InlineData("INSERT INTO audit_pending SELECT 14, time, account, decision, '{' || substr(body, instr(body, ',') + 1) FROM audit_log WHERE position = 6",
        "one of those", "is record 6 once more.")]
    public async Task A_waiting_record_that_was_changed_forged_or_signed_already_is_found(string attack, string which, string what)
    {
        await using var log = await LogAsync();
        await log.Metastore.WriteAsync(session => session.ExecuteAsync(attack));

        Assert.Equal(
            new AuditVerdict.Refuted(
                AuditFinding.PendingChanged, null, $"The records are what was signed, but {which} that wait in audit_pending to be signed {what}{Advice}"),
            await log.VerifyAsync(await log.CheckpointAsync()));
    }

    [Fact]
    public async Task A_waiting_record_that_is_none_is_not_signed_and_the_rest_is_once_it_is_gone()
    {
        await using var log = await LogAsync();
        var kept = await log.CheckpointAsync();
        await log.Metastore.WriteAsync(session => session.ExecuteAsync("UPDATE audit_pending SET body = 'no record' WHERE sequence = 12"));

        var refused = await Assert.ThrowsAsync<MetastoreException>(() => log.Sequencer.IntegrateAsync());

        Assert.Equal(
            (MetastoreErrorKind.Corrupt,
                "Number 12 of the audit records that wait in audit_pending to be signed is not as a record is appended. Nothing is signed until it is "
                + "restored from a backup or deleted; 'bourse audit verify' says what was changed. Records are kept."),
            (refused.Kind, refused.Message));
        Assert.Equal(kept, await log.CheckpointAsync());
        await log.Metastore.WriteAsync(
            session => session.ExecuteAsync("DELETE FROM audit_personal WHERE record_id NOT IN (SELECT substr(body, instr(body, '\"id\":\"') + 6, 32) FROM audit_log "
            + "UNION SELECT substr(body, 8, 32) FROM audit_pending)"));
        await log.Metastore.WriteAsync(session => session.ExecuteAsync("DELETE FROM audit_pending WHERE sequence = 12"));
        Assert.Equal(2, await log.Sequencer.IntegrateAsync());
        Assert.IsType<AuditVerdict.Verified>(await log.VerifyAsync(kept));
    }

    [Theory]
    [InlineData("UPDATE audit_personal SET value = '192.0.2.8' WHERE record_id = @id",
        "The record that waits as number 12 commits to another address than is kept beside it. Do not rely on this value; restore it from a backup, or erase it.")]
    [InlineData("UPDATE audit_personal SET record_id = 'aside' WHERE record_id = @id",
        "The records are what was signed, but 1 of the personal values kept beside them are of no record, so that erasing a person would miss them. "
            + "Restore audit_personal from a backup, or erase them.")]
    [InlineData("UPDATE audit_personal SET salt = 'text' WHERE record_id = @id",
        "The record that waits as number 12 commits to another address than is kept beside it. Do not rely on this value; restore it from a backup, or erase it.")]
    public async Task A_personal_value_that_a_waiting_record_does_not_commit_to_is_found(string attack, string explanation)
    {
        await using var log = await LogAsync();
        var id = (await log.Query.ListAsync(new AuditFilter())).Rows[11].Record.Id;
        await log.Metastore.WriteAsync(session => session.ExecuteAsync(attack, new { id }));

        Assert.Equal(new AuditVerdict.Refuted(AuditFinding.PersonalValueChanged, null, explanation), await log.VerifyAsync(await log.CheckpointAsync()));
    }

    private static async Task<LogFixture> LogAsync()
    {
        var log = await LogFixture.CreateAsync();
        await log.AppendAsync(10);
        await log.Sequencer.IntegrateAsync();
        await log.AppendAsync(3);
        return log;
    }
}
