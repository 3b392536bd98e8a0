using System.CommandLine;
using Bourse.Access.Auditing;
using Bourse.Cli.Output;
using Bourse.Iceberg.Maintenance;

namespace Bourse.Cli.Commands.Tables;

/// <summary><c>bourse table maintain TABLE [--dry-run]</c>: what the table's properties ask for.</summary>
internal static class MaintainTableCommand
{
    private static readonly string[] Columns =
        ["task", "commits", "files_removed", "bytes_removed", "files_added", "bytes_added", "note"];

    public static Command Create(CommandContext context)
    {
        var table = TableCommand.Argument();
        var dryRun = new Option<bool>("--dry-run") { Description = "Say what would be done, and do nothing" };
        var data = CommandContext.DataOption();
        var format = Formats.Option(OutputFormat.Table, OutputFormat.Json, OutputFormat.Csv);
        var command = new Command("maintain", "Compact a table, expire its old snapshots and remove files that nothing knows")
            { table, dryRun, data, format };
        command.SetAction(async (parsed, cancellation) =>
        {
            await using var node = await context.OpenAsync(parsed.GetRequiredValue(data), cancellation);
            if (!parsed.GetValue(dryRun))
            {
                await node.Access.Audit.AppendAsync(
                    node.Exchange.Records.Done(AuditAction.MaintainTable, parsed.GetRequiredValue(table).ToString(), CommandContext.Actor), cancellation);
            }
            var reports = await node.Exchange.Maintenance.RunAsync(
                parsed.GetRequiredValue(table), parsed.GetValue(dryRun), context.Terminal.Say, cancellation);
            context.Terminal.Write(new DataRows(Columns, [.. reports.Select(Row)]), parsed.GetValue(format));
            if (parsed.GetValue(dryRun))
                context.Terminal.Say("Nothing was changed: this was a dry run, of each task on the table as it is.");
            return ExitCode.Ok;
        });
        return command;
    }

    private static IReadOnlyList<object?> Row(TaskReport report) =>
        [report.Task, report.Commits, report.FilesRemoved, report.BytesRemoved, report.FilesAdded, report.BytesAdded, report.Note];
}
