using Bourse.Exchange.Publishing;

namespace Bourse.Cli.Commands.Products;

/// <summary>What is said where nothing was taken back.</summary>
internal static class HistoryText
{
    /// <summary>Says that it is so already.</summary>
    /// <exception cref="CommandFailedException">It was refused.</exception>
    public static void Say(CommandContext context, HistoryOutcome outcome)
    {
        switch (outcome)
        {
            case HistoryOutcome.Unchanged unchanged:
                context.Terminal.Say($"{unchanged.Why}; nothing was done.");
                return;
            case HistoryOutcome.Rejected rejected:
                throw new CommandFailedException("Nothing was done:\n" + string.Join("\n", rejected.Mistakes.Select(mistake => "- " + mistake)));
            default:
                throw new InvalidOperationException($"Unknown outcome {outcome.GetType().Name}.");
        }
    }
}
