using System.CommandLine;
using Bourse.Cli.Output;
using Bourse.Iceberg.Scanning;
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
        var limit = new Option<long?>("--limit") { Description = "The most rows to show", HelpName = "N" };
        limit.Validators.Add(result =>
        {
            if (result.Tokens is [var token] && long.TryParse(token.Value, out var rows) && rows < 0)
                result.AddError("--limit: must be 0 or more.");
        });
        var command = options.On("read", "Show the rows of a table", [.. snapshot.All, columns, where, limit]);
        command.SetAction(async (parsed, cancellation) =>
        {
            var scan = snapshot.Scan(parsed, await options.OpenAsync(parsed, cancellation));
            var filter = WhereOption.Parse(parsed.GetValue(where), scan.Schema);
            if (parsed.GetValue(columns) is { } names)
                scan = Select(scan, names);
            var query = await scan.ToQueryAsync(filter, cancellation);
            using var run = ScanRun.Start(query, parsed.GetValue(limit), cancellation);
            TableOutput.Write(context.Terminal, [.. query.Schema.Fields.Select(f => f.Name)], run.Rows, parsed.GetValue(options.Format));
            return ExitCode.Ok;
        });
        return command;
    }

    private static TableScan Select(TableScan scan, string names)
    {
        try
        {
            return scan.Select(names.Split(',', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries));
        }
        catch (ArgumentException e)
        {
            throw new CommandFailedException(
                $"--columns: {e.Message.Split(" (Parameter")[0]} It has {string.Join(", ", scan.Schema.Fields.Select(f => f.Name))}.", ExitCode.Usage);
        }
    }
}
