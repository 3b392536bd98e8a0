using System.CommandLine;
using System.Text.Json;
using Bourse.Cli.Output;
using Bourse.Events;
using Bourse.Metastore;

namespace Bourse.Cli.Commands.Events;

/// <summary><c>bourse events archive [--account ACCOUNT] [--from TIME] [--to TIME]</c></summary>
internal static class ListArchiveCommand
{
    private static readonly string[] Columns = ["time", "event", "audience", "type", "subject"];

    public static Command Create(CommandContext context)
    {
        var account = AccountOption.Create("Only what this account hears");
        var from = InstantOption.Create("--from", "Only from this instant on");
        var to = InstantOption.Create("--to", "Only before this instant");
        var data = CommandContext.DataOption();
        var format = Formats.Option(OutputFormat.Table, OutputFormat.Json, OutputFormat.Csv);
        var command = new Command("archive", "List the events of the last 30 days, newest first") { account, from, to, data, format };
        command.SetAction(async (parsed, cancellation) =>
        {
            await using var node = await context.OpenAsync(parsed.GetRequiredValue(data), cancellation);
            var kept = await node.Exchange.EventDesk.ListArchiveAsync(parsed.GetValue(account), parsed.GetValue(from), parsed.GetValue(to), cancellation);
            var written = parsed.GetValue(format);
            context.Terminal.Write(new DataRows(Columns, [.. kept.Select(one => Row(one, written))]), written, "No event of the last 30 days is of that kind.");
            if (kept.Count == EventArchive.CountMax)
                context.Terminal.Say($"These are the newest {kept.Count}; there may be more. --to shows older ones.");
            return ExitCode.Ok;
        });
        return command;
    }

    private static IReadOnlyList<object?> Row(KeptEvent one, OutputFormat format)
    {
        using var body = JsonDocument.Parse(one.Body);
        var subject = body.RootElement.TryGetProperty("subject", out var named) ? named.GetString() : null;
        var time = InvariantText.ListTime(MetastoreTime.FromMicroseconds(one.EnqueuedAt), format);
        return [time, one.Id, one.Audience, body.RootElement.GetProperty("type").GetString(), subject];
    }
}
