using System.CommandLine;

namespace Bourse.Cli.Commands.Sharing;

/// <summary><c>bourse sharing profile revoke --account ACCOUNT [--token ID] --reason TEXT</c></summary>
internal static class RevokeProfilesCommand
{
    public static Command Create(CommandContext context)
    {
        var account = AccountOption.Create("The client's account", required: true);
        var token = new Option<string>("--token") { Description = "Only the profile with this token id, as 'bourse sharing profile list' shows it", HelpName = "ID" };
        var reason = ReasonOption.Create();
        var data = CommandContext.DataOption();
        var command = new Command("revoke", "End a client's profiles within a second, with the links they gave") { account, token, reason, data };
        command.SetAction(async (parsed, cancellation) =>
        {
            var (owner, id) = (parsed.GetRequiredValue(account)!.Value, parsed.GetValue(token));
            await using var node = await context.OpenAsync(parsed.GetRequiredValue(data), cancellation);
            var ended = await node.Exchange.SharingDesk.RevokeAsync(owner, id, parsed.GetRequiredValue(reason), CommandContext.Actor, cancellation);
            if (ended.Count == 0)
                throw new CommandFailedException($"No such profile of {owner} is in force; 'bourse sharing profile list --account {owner}' shows its profiles.");
            context.Terminal.Say($"Ended for {owner}: {string.Join(", ", ended.Select(one => one.Id))}.");
            return ExitCode.Ok;
        });
        return command;
    }
}
