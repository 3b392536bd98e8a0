using System.CommandLine;
using Bourse.Cli.Output;
using Bourse.Query.Engines;
using Bourse.Query.Scans;

namespace Bourse.Cli.Commands.Iceberg;

/// <summary><c>bourse iceberg read TABLE</c>: its rows, deletes applied.</summary>
internal static class ReadCommand
{
    public static Command Create(CommandContext context)
    {
        var options = new TableOptions();
        var snapshot = new SnapshotOptions();
        var where = WhereOption.Create();
        var columns = new Option<string?>("--columns") { Description = "The columns to show, such as id,nav or _file,_pos", HelpName = "NAMES" };
        var limit = LimitOption.Create();
        var explain = new Option<bool>("--explain") { Description = "Show what planning looked at and left out, instead of rows" };
        var report = new Option<bool>("--report") { Description = "Say what planning looked at and left out on stderr, as JSON" };
        var command = options.On("read", "Show the rows of a table", [.. snapshot.All, columns, where, limit, explain, report]);
        command.SetAction(async (parsed, cancellation) =>
        {
            var plan = new ScanExplanation();
            var opened = await options.OpenAsync(parsed, cancellation);
            var scan = snapshot.Scan(parsed, opened.WithReporting(plan.Reporting(opened.Metadata.Location, context.Clock)));
            var filter = WhereOption.Parse(parsed.GetValue(where), scan.Schema);
            if (parsed.GetValue(columns) is { } names)
                scan = ColumnNames.Use("--columns", names, scan.Schema, chosen => scan.Select(chosen));
            if (parsed.GetValue(explain))
            {
                await scan.PlanFilesAsync(filter, cancellation);
                plan.Write(context.Terminal, parsed.GetValue(options.Format));
                return ExitCode.Ok;
            }
            var query = await scan.ToQueryAsync(filter, cancellation);
            if (parsed.GetValue(report))
                plan.Say(context.Terminal);
            await using var engine = FileEngines.ForOwnFiles(null, context.Clock);
            using var run = await ScanRun.StartAsync(engine, query, parsed.GetValue(limit), cancellation);
            TableOutput.Write(context.Terminal, [.. query.Schema.Fields.Select(f => f.Name)], run.Rows, parsed.GetValue(options.Format));
            return ExitCode.Ok;
        });
        return command;
    }
}
