using System.CommandLine;

namespace Bourse.Cli.Commands.Accounts;

/// <summary><c>bourse accounts revoke ACCOUNT --reason TEXT</c></summary>
internal static class RevokeAccountCommand
{
    public static Command Create(CommandContext context)
    {
        var number = AccountArgument.Create("The client's account, 12 digits");
        var reason = ReasonOption.Create();
        var data = CommandContext.DataOption();
        var command =
            new Command("revoke", "End an account's secrets, keys, activation links and sessions within a second, as when a secret leaked") { number, reason, data };
        command.SetAction(async (parsed, cancellation) =>
        {
            var account = parsed.GetRequiredValue(number);
            await using var node = await context.OpenAsync(parsed.GetRequiredValue(data), cancellation);
            var revoked = await node.Exchange.AccountDesk.RevokeCredentialsAsync(account, parsed.GetRequiredValue(reason), CommandContext.Actor, cancellation)
                ?? throw new CommandFailedException($"There is no account {account}; 'bourse agreements list' shows the clients'.");
            context.Terminal.Say(
                $"Ended for {account}: {revoked.Secrets} client secrets, {revoked.PublicKeys} public keys, {revoked.ActivationLinks} activation links, and every token, "
                    + "session key and access key. Its agreements stand; 'bourse agreements welcome NUMBER' writes a new activation link.");
            return ExitCode.Ok;
        });
        return command;
    }
}
