using System.CommandLine;
using Bourse.Access.Authorization;
using Bourse.Cli.Output;
using Bourse.Exchange.Agreements.Welcome;

namespace Bourse.Cli.Commands.Agreements;

/// <summary><c>bourse agreements</c></summary>
internal static class AgreementsCommand
{
    public static Command Create(CommandContext context) => new("agreements", "Apply, list, pause, suspend, resume and terminate agreements")
    {
        ListAgreementsCommand.Create(context),
        ShowAgreementCommand.Create(context),
        ApplyAgreementCommand.Create(context),
        ChangeAgreementCommand.Pause(context),
        ChangeAgreementCommand.Suspend(context),
        ChangeAgreementCommand.Resume(context),
        ChangeAgreementCommand.Terminate(context),
        WelcomeAgreementCommand.Create(context),
    };

    /// <summary>Says what became of a welcome message, and writes where it is.</summary>
    public static void Tell(Terminal terminal, WelcomeDelivery delivery)
    {
        terminal.Say(delivery.Problem ?? (delivery.Sent ? "The message was sent." : "The message was written; no mail server is configured."));
        terminal.Write($"{delivery.File}\n");
    }

    /// <summary>An agreement number of the command line.</summary>
    public static AgreementId Number(string text) => AgreementId.TryParse(text, out var number)
        ? number
        : throw new CommandFailedException($"'{text}' is no agreement number; one looks like CTR-2024-001.", ExitCode.Usage);
}
