using System.CommandLine;
using Bourse.Cli.Output;

namespace Bourse.Cli.Commands.Products;

/// <summary><c>bourse products</c>: lists them, and takes in contracts.</summary>
internal static class ProductsCommand
{
    public static Command Create(CommandContext context)
    {
        var data = CommandContext.DataOption();
        var format = Formats.Option(OutputFormat.Table, OutputFormat.Json, OutputFormat.Csv);
        var list = new Command("list", "List the products") { data, format };
        var command = new Command("products", "List the products, put a contract in force, or take back what was published or never was")
        {
            data, format, list, ApplyContractCommand.Create(context), RemoveProductCommand.Create(context),
            RollBackCommand.Create(context), RevokeRevisionCommand.Create(context),
        };
        foreach (var listing in new[] { command, list })
            listing.SetAction((parsed, cancellation) => ListAsync(context, parsed.GetRequiredValue(data), parsed.GetValue(format), cancellation));
        return command;
    }

    private static async Task<int> ListAsync(CommandContext context, string data, OutputFormat format, CancellationToken cancellation)
    {
        await using var node = await context.OpenAsync(data, cancellation);
        var values = new List<IReadOnlyList<object?>>();
        foreach (var product in await node.Exchange.Products.ListAsync(cancellation))
        {
            var latest = await node.Exchange.Products.FindRevisionAsync(product.Name, product.LatestRevision, cancellation);
            values.Add(
            [
                product.Name.Value, product.Contract.Title, product.Contract.Version, product.LatestRevision, InvariantText.ListTime(latest?.PublishedAt, format),
                product.Contract.Tables.Count, latest?.RowCount,
            ]);
        }
        context.Terminal.Write(new DataRows(["name", "title", "version", "revision", "published_at", "tables", "rows"], values),
            format, "There are no products yet: 'bourse publish FILE --product NAME' makes one.");
        return ExitCode.Ok;
    }
}
