using System.CommandLine;
using Bourse.Cli.Output;
using Bourse.Events.Deliveries;

namespace Bourse.Cli.Commands.Events;

/// <summary><c>bourse events dead-letters list</c></summary>
internal static class ListDeadLettersCommand
{
    private static readonly string[] Columns = ["account", "rule", "webhook", "event", "attempts", "last_result"];

    public static Command Create(CommandContext context)
    {
        var account = AccountOption.Create("Only of this account");
        var data = CommandContext.DataOption();
        var format = Formats.Option(OutputFormat.Table, OutputFormat.Json, OutputFormat.Csv);
        var command = new Command("list", "List events that no attempt delivered, newest first") { account, data, format };
        command.SetAction(async (parsed, cancellation) =>
        {
            await using var node = await context.OpenAsync(parsed.GetRequiredValue(data), cancellation);
            var dead = await node.Exchange.EventDesk.ListDeadAsync(parsed.GetValue(account), cancellation);
            context.Terminal.Write(
                new DataRows(
                    Columns,
                    [.. dead.Select(letter => (IReadOnlyList<object?>)
                        [letter.Audience, letter.Rule, letter.WebhookId, letter.EventId, letter.Attempts, letter.LastResult])]),
                parsed.GetValue(format), "No event is dead: every one was delivered, waits for its next attempt, or is held until its client may hear it.");
            if (dead.Count == EventDeliveries.CountMax)
                context.Terminal.Say($"These are the newest {dead.Count}; there may be more.");
            return ExitCode.Ok;
        });
        return command;
    }
}
