using System.CommandLine;
using Bourse.Exchange.Products;

namespace Bourse.Cli.Commands.Products;

/// <summary><c>bourse products remove PRODUCT</c></summary>
internal static class RemoveProductCommand
{
    public static Command Create(CommandContext context)
    {
        var product = new Argument<string>("PRODUCT") { Description = "A listed product of which no revision was published" };
        var data = CommandContext.DataOption();
        var command = new Command("remove", "Take back a product that was never published") { product, data };
        command.SetAction(async (parsed, cancellation) =>
        {
            await using var node = await context.OpenAsync(parsed.GetRequiredValue(data), cancellation);
            var name = (await ProductArgument.FindAsync(node, parsed.GetRequiredValue(product), cancellation)).Name;
            switch (await node.Exchange.ProductDesk.RemoveAsync(name, CommandContext.Actor, cancellation))
            {
                case ProductRemoval.Removed:
                    await node.Exchange.Listings.RefreshAsync(cancellation);
                    context.Terminal.Say($"{name} is listed no more. The table that a file made stays until 'bourse publish FILE --product {name}' makes it anew, "
                        + "with the columns of that file.");
                    context.Terminal.WriteForPrograms($"{name}\n");
                    return ExitCode.Ok;
                case ProductRemoval.Published:
                    throw new CommandFailedException(
                        $"Revisions of {name} were published: they are what agreements gave and what the audit log speaks of, so the product "
                        + "stays. 'bourse agreements suspend' ends what a client has of it.");
                case ProductRemoval.Granted:
                    throw new CommandFailedException($"Agreements name {name}, so it stays; 'bourse agreements list' shows them.");
                case var other:
                    throw new InvalidOperationException($"Unknown outcome {other}.");
            }
        });
        return command;
    }
}
