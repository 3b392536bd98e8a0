using System.CommandLine;
using Bourse.Exchange.Agreements;

namespace Bourse.Cli.Commands.Agreements;

/// <summary><c>bourse agreements welcome NUMBER</c></summary>
internal static class WelcomeAgreementCommand
{
    public static Command Create(CommandContext context)
    {
        var number = new Argument<string>("NUMBER") { Description = "The agreement, for example CTR-2024-001" };
        var data = CommandContext.DataOption();
        var command = new Command("welcome", "Write the welcome message again, with a new one-time activation link") { number, data };
        command.SetAction(async (parsed, cancellation) =>
        {
            var agreement = AgreementsCommand.Number(parsed.GetRequiredValue(number));
            await using var node = await context.OpenAsync(parsed.GetRequiredValue(data), cancellation);
            var delivery = await node.Exchange.Onboarding.WelcomeAgainAsync(agreement, CommandContext.Actor, cancellation) switch
            {
                WelcomeOutcome.Written written => written.Delivery,
                WelcomeOutcome.Ended => throw new CommandFailedException($"{agreement} has ended; apply the agreement that follows it."),
                WelcomeOutcome.Rejected rejected => throw new CommandFailedException(
                    $"{agreement} cannot be welcomed:\n" + string.Join("\n", rejected.Mistakes.Select(mistake => "- " + mistake))),
                _ => throw new CommandFailedException($"There is no agreement {agreement} to welcome; 'bourse agreements list' shows what there is."),
            };
            AgreementsCommand.Tell(context.Terminal, delivery);
            return ExitCode.Ok;
        });
        return command;
    }
}
