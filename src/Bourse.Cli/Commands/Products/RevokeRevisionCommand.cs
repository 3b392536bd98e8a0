using System.CommandLine;
using Bourse.Exchange.Publishing;

namespace Bourse.Cli.Commands.Products;

/// <summary><c>bourse products revoke PRODUCT --revision N --reason TEXT</c></summary>
internal static class RevokeRevisionCommand
{
    public static Command Create(CommandContext context)
    {
        var product = new Argument<string>("PRODUCT") { Description = "The product" };
        var revision = new Option<int>("--revision") { Description = "The revision that is served no more", HelpName = "REVISION", Required = true };
        var reason = ReasonOption.ForClients();
        var yes = new Option<bool>("--yes") { Description = "Do not ask: it cannot be undone" };
        var data = CommandContext.DataOption();
        var command = new Command("revoke", "End a revision for good: no client reads it any more, and who asks for it is told why")
        {
            product, revision, reason, yes, data,
        };
        command.SetAction(async (parsed, cancellation) =>
        {
            var number = parsed.GetRequiredValue(revision);
            await using var node = await context.OpenAsync(parsed.GetRequiredValue(data), cancellation);
            var name = (await ProductArgument.FindAsync(node, parsed.GetRequiredValue(product), cancellation)).Name;
            if (!parsed.GetValue(yes) && !context.Terminal.IsConfirmed($"This cannot be undone. Type {name}@{number} to revoke it", $"{name}@{number}"))
                throw new CommandFailedException($"{name} is as it was: its revision was not typed, or nobody could be asked; --yes confirms it.", ExitCode.Usage);
            var outcome = await node.Exchange.History.RevokeAsync(name, number, parsed.GetRequiredValue(reason), CommandContext.Actor, cancellation);
            if (outcome is HistoryOutcome.Revoked revoked)
            {
                await node.Exchange.Listings.RefreshAsync(cancellation);
                context.Terminal.Say(Said(name.Value, revoked));
                context.Terminal.WriteForPrograms($"{revoked.Served?.Number}\n");
            }
            else
            {
                HistoryText.Say(context, outcome);
            }
            return ExitCode.Ok;
        });
        return command;
    }

    private static string Said(string product, HistoryOutcome.Revoked revoked) =>
        $"Revision {revoked.Revision} of {product} is served no more."
        + (revoked.Served is { } served ? $" {product} is at revision {served.Number} now, with the content of revision {served.ContentOf}." : "")
        + (revoked.Alike.Count == 0 ? "" : $" The same content is still served as revision {string.Join(", ", revoked.Alike)}: revoke that too, if it must go.");
}
