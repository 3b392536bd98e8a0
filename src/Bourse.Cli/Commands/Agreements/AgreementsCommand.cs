using System.CommandLine;
using Bourse.Access.Authorization;

namespace Bourse.Cli.Commands.Agreements;

/// <summary><c>bourse agreements</c></summary>
internal static class AgreementsCommand
{
    public static Command Create(CommandContext context) => new("agreements", "Apply, list, pause, suspend, resume and terminate agreements")
    {
        ListAgreementsCommand.Create(context),
        ApplyAgreementCommand.Create(context),
        ChangeAgreementCommand.Pause(context),
        ChangeAgreementCommand.Suspend(context),
        ChangeAgreementCommand.Resume(context),
        ChangeAgreementCommand.Terminate(context),
        WelcomeAgreementCommand.Create(context),
    };

    /// <summary>An agreement number of the command line.</summary>
    public static AgreementId Number(string text) => AgreementId.TryParse(text, out var number)
        ? number
        : throw new CommandFailedException($"'{text}' is no agreement number; one looks like CTR-2024-001.", ExitCode.Usage);
}
