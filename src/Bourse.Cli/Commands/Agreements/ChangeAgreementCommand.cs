using System.CommandLine;
using Bourse.Access.Authorization;
using Bourse.Exchange.Agreements;

namespace Bourse.Cli.Commands.Agreements;

/// <summary><c>bourse agreements pause|suspend|resume|terminate NUMBER --reason TEXT</c></summary>
internal static class ChangeAgreementCommand
{
    public static Command Pause(CommandContext context) => Create(
        context, "pause", AgreementState.Paused, "Pause an agreement by its client's wish: refused as when suspended, and no alert tells of attempts",
        (desk, number, reason, cancellation) => desk.PauseAsync(number, reason, CommandContext.Actor, cancellation));

    public static Command Suspend(CommandContext context) => Create(
        context, "suspend", AgreementState.Suspended, "Suspend an agreement: every protocol refuses its client within a second",
        (desk, number, reason, cancellation) => desk.SuspendAsync(number, reason, CommandContext.Actor, cancellation));

    public static Command Resume(CommandContext context) => Create(
        context, "resume", AgreementState.Active, "Resume a paused or suspended agreement",
        (desk, number, reason, cancellation) => desk.ResumeAsync(number, reason, CommandContext.Actor, cancellation));

    public static Command Terminate(CommandContext context)
    {
        var yes = new Option<bool>("--yes") { Description = "Do not ask: it cannot be undone" };
        var command = Create(
            context, "terminate", AgreementState.Terminated, "Terminate an agreement for good: its client is refused, and another agreement may grant its products",
            (desk, number, reason, cancellation) => desk.TerminateAsync(number, reason, CommandContext.Actor, cancellation),
            (parsed, agreement) => parsed.GetValue(yes)
                || context.Terminal.IsConfirmed($"This cannot be undone. Type {agreement} to terminate it", agreement.Value));
        command.Add(yes);
        return command;
    }

    private static Command Create(
        CommandContext context, string verb, AgreementState state, string description, Func<AgreementDesk, AgreementId, string, CancellationToken,
            Task<StateOutcome>> change, Func<ParseResult, AgreementId, bool>? confirm = null)
    {
        var number = new Argument<string>("NUMBER") { Description = "The agreement, for example CTR-2024-001" };
        var reason = ReasonOption.Create();
        var data = CommandContext.DataOption();
        var command = new Command(verb, description) { number, reason, data };
        command.SetAction(async (parsed, cancellation) =>
        {
            var agreement = AgreementsCommand.Number(parsed.GetRequiredValue(number));
            if (confirm?.Invoke(parsed, agreement) == false)
                throw new CommandFailedException($"{agreement} is as it was: its number was not typed, or nobody could be asked; --yes confirms it.", ExitCode.Usage);
            await using var node = await context.OpenAsync(parsed.GetRequiredValue(data), cancellation);
            var outcome = await change(node.Exchange.AgreementDesk, agreement, parsed.GetRequiredValue(reason), cancellation);
            context.Terminal.Say(outcome switch
            {
                StateOutcome.Changed changed =>
                    $"{agreement} is {Word(state)} now, and was {Word(changed.Before)}; every protocol acts on it within a second.{Released(changed)}",
                StateOutcome.Unchanged => $"{agreement} is {Word(state)} already; nothing was done.",
                StateOutcome.Terminated => throw new CommandFailedException($"{agreement} is terminated, for good; apply a new agreement."),
                _ => throw new CommandFailedException($"There is no agreement {agreement}; 'bourse agreements list' shows what there is."),
            });
            return ExitCode.Ok;
        });
        return command;
    }

    private static string Released(StateOutcome.Changed changed) => changed.HeldEvents == 0
        ? ""
        : $" Webhook events held for the client that are sent now, while 'bourse serve' runs: {changed.HeldEvents}.";

    /// <summary>A state as people read it.</summary>
    public static string Word(AgreementState state) => state.ToString().ToLowerInvariant();
}
