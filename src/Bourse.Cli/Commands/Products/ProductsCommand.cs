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
        var command = new Command("products", "List the products, or put a contract in force") { data, format, ApplyContractCommand.Create(context) };
        command.SetAction(async (parsed, cancellation) =>
        {
            await using var node = await context.OpenAsync(parsed.GetRequiredValue(data), cancellation);
            var values = new List<IReadOnlyList<object?>>();
            foreach (var product in await node.Exchange.Products.ListAsync(cancellation))
            {
                var latest = await node.Exchange.Products.FindRevisionAsync(product.Name, product.LatestRevision, cancellation);
                values.Add(
                [
                    product.Name.Value, product.Contract.Title, product.Contract.Version, product.LatestRevision, latest?.PublishedAt,
                    product.Contract.Tables.Count, latest?.RowCount,
                ]);
            }
            context.Terminal.Write(new DataRows(["name", "title", "version", "revision", "published_at", "tables", "rows"], values),
                parsed.GetValue(format));
            return ExitCode.Ok;
        });
        return command;
    }
}
