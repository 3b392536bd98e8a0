using System.Globalization;
using Bourse.Access.Auditing;
using Bourse.Access.Auditing.Verifying;
using Bourse.Cli.Output;

namespace Bourse.Cli.Demo.Chapters;

/// <summary>The audit log is held against the checkpoint that a client kept; a changed byte, a cut tail and a rewritten log are found.</summary>
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
                $"{verified.Log.Size} records by now, the first {verified.Kept.Size} as the client's checkpoint holds them");
        });
        await TamperAsync(world, kept, "change one byte of a copy", log => log.ChangeOneByte(), AuditFinding.RecordChanged, cancellation);
        await TamperAsync(world, kept, "cut the tail off a copy", log => log.CutTail(), AuditFinding.TailCut, cancellation);
        await TamperAsync(world, kept, "rewrite a copy, hashes and all", log => log.Rewrite(), AuditFinding.LogRewritten, cancellation);
        await ShowDenialsAsync(world, cancellation);
    }

    private static Task TamperAsync(
        DemoWorld world, string kept, string what, Action<TamperedLog> tamper, AuditFinding expected, CancellationToken cancellation) =>
        world.Steps.RunAsync($"{what}: it is detected", async () =>
        {
            var copy = await TamperedLog.CopyAsync(world, expected.ToString(), cancellation);
            tamper(copy);
            return await copy.RefuteAsync(world, kept, expected, cancellation);
        });

    private static async Task ShowDenialsAsync(DemoWorld world, CancellationToken cancellation)
    {
        var denials = await world.Node.Exchange.AuditQuery.ListAsync(
            new AuditFilter { Account = world.Followed.Agreement.Account, Decision = AuditDecision.Deny,
                PageSize = AuditFilter.PageSizeMax }, cancellation);
        world.Steps.Show(
            $"\n  bourse audit list --account {world.Followed.Agreement.Account} --decision deny --last {DenialsShown} --data {NearPath.Of(world.Folder.Data.Root)}");
        world.Steps.Show(new DataRows(
            ["time", "action", "resource", "reason"],
            [.. denials.Rows.TakeLast(DenialsShown).Select(row =>
                (IReadOnlyList<object?>)[row.Record.Entry.Time, row.Record.Entry.Action, row.Record.Entry.Resource,
                    row.Record.Entry.Reason])]));
    }
}
