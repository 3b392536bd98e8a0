using System.CommandLine;
using Bourse.Access.Auditing;
using Bourse.Catalog;
using Bourse.Cli.Output;
using Bourse.Exchange;
using Bourse.Iceberg.Erasure;
using Bourse.Pipelines.Maintenance;
using Bourse.Server.Composition;

namespace Bourse.Cli.Commands.Tables;

/// <summary><c>bourse table erase TABLE --column NAME… --values-file FILE --reason TEXT --confirm TABLE</c>: nothing brings the rows back.</summary>
internal static class EraseTableCommand
{
    private static readonly string[] Columns = ["rows", "files", "snapshots", "revisions", "files_removed", "files_decoded", "holds", "place"];

    public static Command Create(CommandContext context)
    {
        var table = TableCommand.Argument();
        var columns = new Option<string[]>("--column")
        {
            Description = "A column that tells whose a row is; may be given several times: one that has a value is enough",
            HelpName = "NAME",
            Required = true,
        };
        var values = new Option<string>("--values-file")
        {
            Description = $"The subject's values, one a line; {SubjectValues.Stdin} reads them from stdin, and neither the list of processes nor the shell keeps them",
            HelpName = "FILE",
            Required = true,
        };
        var reason = new Option<string?>("--reason")
        {
            Description = $"Why, {AuditReason.CharactersMin} to {AuditReason.CharactersMax} characters, without the subject's name: it is audited",
            HelpName = "TEXT",
        };
        var confirm = new Option<string?>("--confirm") { Description = "The table's name once more: the rows do not come back", HelpName = "TABLE" };
        var breaks = new Option<bool>("--break-revisions") { Description = "Also from published revisions, whose shared files clients can then no longer read" };
        var quiet = new Option<bool>("--no-writers") { Description = "Remove files that no version knows too: no writer is under way" };
        var dryRun = new Option<bool>("--dry-run") { Description = "Say what would be erased, and do nothing" };
        var data = CommandContext.DataOption();
        var format = Formats.Option(OutputFormat.Table, OutputFormat.Json, OutputFormat.Csv);
        var command = new Command("erase", "Erase a subject's rows from a table and all its retained snapshots, and prove it")
            { table, columns, values, reason, confirm, breaks, quiet, dryRun, data, format };
        command.Validators.Add(result => Check(result, result.GetValue(table), result.GetValue(dryRun), result.GetValue(reason), result.GetValue(confirm)));
        command.SetAction(async (parsed, cancellation) =>
        {
            var (name, keys) = (parsed.GetRequiredValue(table), parsed.GetRequiredValue(columns));
            var subject = await SubjectValues.ReadAsync(parsed.GetRequiredValue(values), context.Terminal.Input, cancellation);
            await using var node = await context.OpenAsync(parsed.GetRequiredValue(data), cancellation);
            var report = parsed.GetValue(dryRun)
                ? await node.Exchange.Maintenance.PlanErasureAsync(name, keys, subject, cancellation)
                : await node.Exchange.Maintenance.EraseAsync(
                    new TableErasure(
                        name, keys, subject,
                        new ErasureOptions { MovesProtectedRefs = parsed.GetValue(breaks), RemovesUnknownFiles = parsed.GetValue(quiet) },
                        AuthorityOf(node, name, parsed.GetValue(reason)!)),
                    context.Terminal.Say, cancellation);
            return Write(context.Terminal, report, parsed.GetValue(dryRun), parsed.GetValue(format));
        });
        return command;
    }

    private static void Check(System.CommandLine.Parsing.CommandResult result, TableIdentifier table, bool dryRun, string? reason, string? confirm)
    {
        if (dryRun || table == default)
            return;
        if (!AuditReason.IsValid(reason))
            result.AddError(ReasonOption.Mistake);
        if (confirm != table.ToString())
            result.AddError($"--confirm: type the table's name, {table}; what is erased does not come back. --dry-run says what that is.");
    }

    private static ErasureAuthority AuthorityOf(BourseNode node, TableIdentifier table, string reason) => new(session =>
        node.Access.Audit.AppendAsync(session, node.Exchange.Records.Done(AuditAction.EraseSubject, table.ToString(), CommandContext.Actor) with { Reason = reason }));

    private static int Write(Terminal terminal, ErasureReport report, bool dryRun, OutputFormat format)
    {
        var revisions = string.Join(' ', report.Refs.Where(RevisionTags.Names));
        var held = report.Findings.Select(finding => (ErasureFinding?)finding).DefaultIfEmpty();
        terminal.Write(
            new DataRows(Columns, [.. held.Select(finding => (IReadOnlyList<object?>)
                [report.Rows, report.Files, report.Snapshots, revisions, report.FilesRemoved, report.FilesDecoded, finding?.Location, finding?.Place])]),
            format);
        if (revisions.Length > 0)
            terminal.Say($"Published revisions that hold the subject: {revisions}. What was projected of them for clients holds it until they are withdrawn.");
        if (dryRun)
        {
            terminal.Say("Nothing was changed: this was a dry run.");
            return ExitCode.Ok;
        }
        terminal.Say(report.Findings.Count == 0
            ? $"Erased and proven: {report.FilesDecoded} files in the table's folder were decoded, and none holds a value of the subject."
            : "The subject's values are still held by the files above. When no writer is under way, run it again with --no-writers; a table's "
                + "properties are changed by hand.");
        return report.Findings.Count == 0 ? ExitCode.Ok : ExitCode.Failed;
    }
}
