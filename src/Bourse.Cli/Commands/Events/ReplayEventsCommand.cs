using System.CommandLine;

namespace Bourse.Cli.Commands.Events;

/// <summary><c>bourse events replay --account ACCOUNT --rule NAME [--from TIME] [--to TIME] --reason TEXT</c></summary>
internal static class ReplayEventsCommand
{
    public static Command Create(CommandContext context)
    {
        var account = AccountOption.Create("The rule's account", required: true);
        var rule = new Option<string>("--rule") { Description = "The rule whose targets get the events", HelpName = "NAME", Required = true };
        var from = InstantOption.Create("--from", "Only from this instant on");
        var to = InstantOption.Create("--to", "Only before this instant");
        var reason = ReasonOption.Create();
        var data = CommandContext.DataOption();
        var command = new Command("replay", "Put the events of a time through a rule again, with their old ids") { account, rule, from, to, reason, data };
        command.SetAction(async (parsed, cancellation) =>
        {
            await using var node = await context.OpenAsync(parsed.GetRequiredValue(data), cancellation);
            var (client, name) = (parsed.GetRequiredValue(account)!.Value, parsed.GetRequiredValue(rule));
            var count = await node.Exchange.EventDesk.ReplayAsync(
                client, name, parsed.GetValue(from), parsed.GetValue(to), parsed.GetRequiredValue(reason), CommandContext.Actor, cancellation)
                ?? throw new CommandFailedException($"{client} has no rule '{name}'; 'bourse events rules --account {client}' lists its rules.");
            context.Terminal.Say($"Sent again from now on, while 'bourse serve' runs: {count}. A receiver tells an event that it has seen by its id.");
            return ExitCode.Ok;
        });
        return command;
    }
}
