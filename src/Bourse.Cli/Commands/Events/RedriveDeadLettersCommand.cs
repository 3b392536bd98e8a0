using System.CommandLine;

namespace Bourse.Cli.Commands.Events;

/// <summary><c>bourse events dead-letters redrive --account ACCOUNT [--webhook ID] [--event ID] --reason TEXT</c></summary>
internal static class RedriveDeadLettersCommand
{
    public static Command Create(CommandContext context)
    {
        var account = AccountOption.Create("The client's account", required: true);
        var webhook = new Option<string?>("--webhook") { Description = "Only what goes to this webhook", HelpName = "ID" };
        var only = new Option<string?>("--event") { Description = "Only this event, also when it was delivered", HelpName = "ID" };
        var reason = ReasonOption.Create();
        var data = CommandContext.DataOption();
        var command = new Command("redrive", "Send a client's dead events again, with their old ids and the whole schedule") { account, webhook, only, reason, data };
        command.SetAction(async (parsed, cancellation) =>
        {
            await using var node = await context.OpenAsync(parsed.GetRequiredValue(data), cancellation);
            var client = parsed.GetRequiredValue(account)!.Value;
            var count = await node.Exchange.EventDesk.RedriveAsync(
                client, parsed.GetValue(webhook), parsed.GetValue(only), parsed.GetRequiredValue(reason), CommandContext.Actor, cancellation);
            if (count == 0)
                throw new CommandFailedException(
                    $"There is nothing of {client} to send again; 'bourse events dead-letters list --account {client}' shows what is dead.");
            context.Terminal.Say($"Sent again from now on, while 'bourse serve' runs: {count}. A receiver tells an event that it has seen by its id.");
            return ExitCode.Ok;
        });
        return command;
    }
}
