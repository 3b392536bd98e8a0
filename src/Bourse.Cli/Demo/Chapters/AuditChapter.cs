using System.Globalization;
using Bourse.Access.Auditing;
using Bourse.Access.Auditing.Verifying;
using Bourse.Cli.Output;

namespace Bourse.Cli.Demo.Chapters;

/// <summary>The audit log is held against the checkpoint that a client kept, and a changed byte is found.</summary>
internal static class AuditChapter
{
    private const int DenialsShown = 6;

    public static async Task RunAsync(DemoWorld world, CancellationToken cancellation)
    {
        world.Steps.Chapter("The audit log, against what a client kept");
        var kept = world.Followed.KeptCheckpoint!;
        await world.Steps.RunAsync("verify the log", async () =>
        {
            var verdict = await world.Node.Metastore.ReadAsync(
                session => new AuditDatabase(session).VerifyAsync(kept, world.Node.AuditKey, cancellation), cancellation);
            if (verdict is not AuditVerdict.Verified verified)
                throw new DemoStepFailedException(((AuditVerdict.Refuted)verdict).Explanation);
            world.Report.AuditVerified = true;
            return string.Create(CultureInfo.InvariantCulture,
                $"{verified.Log.Size} records, the first {verified.Kept.Size} as the client's checkpoint holds them");
        });
        await world.Steps.RunAsync("change one byte of a copy: it is detected", async () =>
        {
            var copy = Path.Combine(world.Folder.Root, "tampered-audit-log");
            await world.Node.Metastore.ReadAsync(async session =>
            {
                await AuditExport.WriteAsync(new AuditDatabase(session), copy, cancellation);
                return true;
            }, cancellation);
            var records = Path.Combine(copy, AuditDirectory.RecordsFile);
            var bytes = await File.ReadAllBytesAsync(records, cancellation);
            bytes[bytes.Length / 2] ^= 1;
            await File.WriteAllBytesAsync(records, bytes, cancellation);
            var verdict = await AuditVerifier.VerifyAsync(new AuditDirectory(copy), kept, world.Node.AuditKey, cancellation);
            return verdict is AuditVerdict.Refuted refuted ? refuted.Explanation
                : throw new DemoStepFailedException("the changed log was taken for good.");
        });
        await ShowDenialsAsync(world, cancellation);
    }

    private static async Task ShowDenialsAsync(DemoWorld world, CancellationToken cancellation)
    {
        var denials = await world.Node.Exchange.AuditQuery.ListAsync(
            new AuditFilter { Account = world.Followed.Agreement.Account, Decision = AuditDecision.Deny,
                PageSize = AuditFilter.PageSizeMax }, cancellation);
        world.Steps.Show($"\n  bourse audit list --account {world.Followed.Agreement.Account} --decision deny (the last {DenialsShown})");
        world.Steps.Show(new DataRows(
            ["time", "action", "resource", "reason"],
            [.. denials.Rows.TakeLast(DenialsShown).Select(row =>
                (IReadOnlyList<object?>)[row.Record.Entry.Time, row.Record.Entry.Action, row.Record.Entry.Resource,
                    row.Record.Entry.Reason])]));
    }
}
