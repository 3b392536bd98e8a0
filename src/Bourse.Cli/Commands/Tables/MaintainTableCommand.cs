using System.CommandLine;
using Bourse.Access.Auditing;
using Bourse.Catalog;
using Bourse.Cli.Output;
using Bourse.Exchange.Projections;
using Bourse.Iceberg.Maintenance;
using Bourse.Iceberg.Metrics;
using Bourse.Server.Composition;

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
        var advice = new Option<string>("--apply-advice")
        {
            Description = "Also partition the table as 'bourse projections' advises for this product, and rewrite its files so", HelpName = "PRODUCT",
        };
        var report = new Option<bool>("--report") { Description = "Say what each commit did on stderr, as JSON" };
        var data = CommandContext.DataOption();
        var format = Formats.Option(OutputFormat.Table, OutputFormat.Json, OutputFormat.Csv);
        var command = new Command("maintain", "Compact a table, expire its old snapshots and remove files that nothing knows")
            { table, advice, dryRun, report, data, format };
        command.SetAction(async (parsed, cancellation) =>
        {
            await using var node = await context.OpenAsync(parsed.GetRequiredValue(data), cancellation);
            if (!parsed.GetValue(dryRun))
            {
                await node.Access.Audit.AppendAsync(
                    node.Exchange.Records.Done(AuditAction.MaintainTable, parsed.GetRequiredValue(table).ToString(), CommandContext.Actor), cancellation);
            }
            var name = parsed.GetRequiredValue(table);
            var reporting = parsed.GetValue(report) ? new MetricsReporting(name.ToString(), context.Clock, new ReportLines(context.Terminal)) : null;
            var advised = parsed.GetValue(advice) is { } product
                ? await ApplyAsync(context, node, name, product, parsed.GetValue(dryRun), reporting, cancellation)
                : [];
            IReadOnlyList<TaskReport> reports =
                [.. advised, .. await node.Exchange.Maintenance.RunAsync(name, parsed.GetValue(dryRun), context.Terminal.Say, reporting, cancellation)];
            context.Terminal.Write(new DataRows(Columns, [.. reports.Select(Row)]), parsed.GetValue(format));
            if (parsed.GetValue(dryRun))
                context.Terminal.Say("Nothing was changed: this was a dry run, of each task on the table as it is.");
            return ExitCode.Ok;
        });
        return command;
    }

    private static async Task<IReadOnlyList<TaskReport>> ApplyAsync(
        CommandContext context, BourseNode node, TableIdentifier table, string product, bool dryRun, MetricsReporting? reporting,
        CancellationToken cancellation)
    {
        var name = (await ProductArgument.FindAsync(node, product, cancellation)).Name;
        var advice = (await node.Exchange.ProjectionCosts.ListAsync(name, cancellation)).Select(cost => cost.Advice).OfType<LayoutAdvice>()
            .FirstOrDefault(found => found.Source == table.ToString());
        if (advice is null)
        {
            context.Terminal.Say($"'bourse projections {name}' advises no other layout of {table}: no row of it is written again for a row rule, "
                + "or it is partitioned so.");
            return [];
        }
        if (advice.Partitions > LayoutAdvice.PartitionsMax)
            throw new CommandFailedException($"{table} would have {advice.Partitions} partitions by {string.Join(", ", advice.Columns)}, and more than "
                + $"{LayoutAdvice.PartitionsMax} make files too small; what is written again for the rules of {name} costs less.");
        var reports = await node.Exchange.Maintenance.PartitionAsync(table, advice.Columns, dryRun, context.Terminal.Say, reporting, cancellation);
        if (!dryRun)
            context.Terminal.Say($"{table} is partitioned by {string.Join(", ", advice.Columns)}; clients see it with 'bourse publish {name} --comment TEXT'.");
        return reports;
    }

    private static IReadOnlyList<object?> Row(TaskReport report) =>
        [report.Task, report.Commits, report.FilesRemoved, report.BytesRemoved, report.FilesAdded, report.BytesAdded, report.Note];
}
