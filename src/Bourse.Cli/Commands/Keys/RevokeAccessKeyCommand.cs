using System.CommandLine;

namespace Bourse.Cli.Commands.Keys;

/// <summary><c>bourse keys revoke KEY --reason TEXT</c></summary>
internal static class RevokeAccessKeyCommand
{
    public static Command Create(CommandContext context)
    {
        var id = new Argument<string>("KEY") { Description = "The access key's id, as 'bourse keys list --account' shows it" };
        var reason = ReasonOption.Create();
        var data = CommandContext.DataOption();
        var command = new Command("revoke", "End an access key within a second") { id, reason, data };
        command.SetAction(async (parsed, cancellation) =>
        {
            var key = parsed.GetRequiredValue(id);
            await using var node = await context.OpenAsync(parsed.GetRequiredValue(data), cancellation);
            var revoked = await node.Exchange.AccountDesk.RevokeAccessKeyAsync(key, parsed.GetRequiredValue(reason), CommandContext.Actor, cancellation)
                ?? throw new CommandFailedException($"No access key {key} is in force; 'bourse keys list --account ACCOUNT' shows an account's.");
            context.Terminal.Say($"Ended: {revoked.Id} of {revoked.Principal.Account}.");
            return ExitCode.Ok;
        });
        return command;
    }
}
