using System.CommandLine;
using Bourse.Exchange.Publishing;

namespace Bourse.Cli.Commands.Products;

/// <summary><c>bourse products rollback PRODUCT --to N --reason TEXT</c></summary>
internal static class RollBackCommand
{
    public static Command Create(CommandContext context)
    {
        var product = new Argument<string>("PRODUCT") { Description = "The product" };
        var to = new Option<int>("--to") { Description = "The revision whose content is served again", HelpName = "REVISION", Required = true };
        var reason = ReasonOption.ForClients();
        var data = CommandContext.DataOption();
        var command = new Command("rollback", "Serve an earlier revision's content again, as a new revision; what clients have read stays as it was")
        {
            product, to, reason, data,
        };
        command.SetAction(async (parsed, cancellation) =>
        {
            await using var node = await context.OpenAsync(parsed.GetRequiredValue(data), cancellation);
            var name = (await ProductArgument.FindAsync(node, parsed.GetRequiredValue(product), cancellation)).Name;
            var outcome = await node.Exchange.History.RollBackAsync(
                name, parsed.GetRequiredValue(to), parsed.GetRequiredValue(reason), CommandContext.Actor, cancellation);
            if (outcome is HistoryOutcome.RolledBack { Served: var served })
            {
                await node.Exchange.Listings.RefreshAsync(cancellation);
                context.Terminal.Say($"{name} is at revision {served.Number}, with the content of revision {served.ContentOf}. Every client sees it and is told; "
                    + "the revisions before it read as they always did.");
                context.Terminal.WriteForPrograms($"{served.Number}\n");
            }
            else
            {
                HistoryText.Say(context, outcome);
            }
            return ExitCode.Ok;
        });
        return command;
    }
}
