using System.CommandLine;
using System.Globalization;
using Bourse.Cli.Output;
using Bourse.Projection.Collecting;

namespace Bourse.Cli.Commands.Projections;

/// <summary><c>bourse projections collect [--dry-run]</c></summary>
internal static class CollectProjectionsCommand
{
    private static readonly string[] Columns = ["state", "objects", "bytes", "next_due_at"];

    public static Command Create(CommandContext context)
    {
        var dryRun = new Option<bool>("--dry-run") { Description = "Say what would be removed, and remove nothing" };
        var data = CommandContext.DataOption();
        var format = Formats.Option(OutputFormat.Table, OutputFormat.Json, OutputFormat.Csv);
        var command = new Command("collect", "Remove what no client's projection has named for a day and a half; 'bourse serve' does it by itself")
        {
            dryRun, data, format,
        };
        command.SetAction(async (parsed, cancellation) =>
        {
            await using var node = await context.OpenAsync(parsed.GetRequiredValue(data), cancellation);
            var dry = parsed.GetValue(dryRun);
            var report = dry
                ? await node.Exchange.Collection.LookAsync(cancellation)
                : await node.Exchange.Collection.CollectAsync(CommandContext.Actor, cancellation)
                    ?? throw new CommandFailedException("Another process collects at this time; nothing is left for this one to do.");
            context.Terminal.Write(new DataRows(Columns, [.. Rows(report, dry, parsed.GetValue(format))]), parsed.GetValue(format));
            if (dry)
                context.Terminal.Say("Nothing was removed: this was a dry run.");
            return ExitCode.Ok;
        });
        return command;
    }

    /// <summary>Objects and bytes in words.</summary>
    public static string Amount(StoredAmount amount) =>
        string.Create(CultureInfo.InvariantCulture, $"{Counted.Of(amount.Objects, "object")} ({amount.Bytes} bytes)");

    private static IEnumerable<IReadOnlyList<object?>> Rows(CollectionReport report, bool dry, OutputFormat format) =>
    [
        [dry ? "due" : "removed", report.Due.Objects, report.Due.Bytes, null],
        ["waiting", report.Waiting.Objects, report.Waiting.Bytes, InvariantText.ListTime(report.NextDueAt, format)],
    ];
}
