using System.CommandLine;
using Bourse.Access.Credentials;
using Bourse.Access.Identity;
using Bourse.Exchange.Accounts;

namespace Bourse.Cli.Commands.Sharing;

/// <summary><c>bourse sharing profile create --account ACCOUNT</c>, and <c>rotate</c>, which gives a profile in place of those there are.</summary>
internal static class ProfileLinkCommand
{
    public static Command Create(CommandContext context, bool replaces)
    {
        var account = AccountOption.Create("The client's account", required: true);
        var data = CommandContext.DataOption();
        var command = replaces
            ? new Command("rotate", "Make a one-time link for a new profile; when it is used, the older ones end a day later") { account, data }
            : new Command("create", "Make a one-time link by which the client downloads a profile; give it to the client") { account, data };
        command.SetAction(async (parsed, cancellation) =>
        {
            var owner = parsed.GetRequiredValue(account)!.Value;
            await using var node = await context.OpenAsync(parsed.GetRequiredValue(data), cancellation);
            var link = await MakeAsync(node.Exchange.SharingDesk, owner, replaces, cancellation);
            context.Terminal.Say(
                $"The link works once, until {link.ExpiresAt:yyyy-MM-dd HH:mm} UTC. The profile it gives reads for {Lifetimes.SharingTokenMax.TotalDays:0} days, by "
                + $"Delta Sharing alone; 'bourse sharing profile revoke --account {owner} --reason TEXT' ends it within a second.");
            context.Terminal.Write($"{new Uri(node.Exchange.Endpoints.Api, $"delta-sharing/profile?token={link.Token.Reveal()}")}\n");
            return ExitCode.Ok;
        });
        return command;
    }

    private static async Task<ActivationLink> MakeAsync(SharingDesk desk, AccountId account, bool replaces, CancellationToken cancellation) =>
        await desk.CreateLinkAsync(account, replaces, CommandContext.Actor, cancellation) switch
        {
            SharingLinkOutcome.Made made => made.Link,
            SharingLinkOutcome.NoAccount => throw new CommandFailedException($"There is no account {account}; 'bourse agreements list' shows the clients'."),
            SharingLinkOutcome.NothingToReplace => throw new CommandFailedException(
                $"The account {account} has no profile in force; 'bourse sharing profile create --account {account}' makes a link for its first."),
            _ => throw new CommandFailedException(
                $"The account {account} has {SharingTokenStore.TokensMax} profiles in force; let one end, or revoke one "
                    + $"('bourse sharing profile list --account {account}')."),
        };
}
