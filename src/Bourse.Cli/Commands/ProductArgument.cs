using Bourse.Access.Resources;
using Bourse.Cli.Help;
using Bourse.Exchange.Products;
using Bourse.Server.Composition;

namespace Bourse.Cli.Commands;

/// <summary>A product named on the command line.</summary>
internal static class ProductArgument
{
    public static ProductName Parse(string text) => ProductName.TryParse(text, out var name)
        ? name
        : throw new CommandFailedException($"'{text}' is no product name: 3 to 63 lower-case letters, digits and hyphens.", ExitCode.Usage);

    public static async Task<Product> FindAsync(BourseNode node, string text, CancellationToken cancellation)
    {
        if (await node.Exchange.Products.FindAsync(Parse(text), cancellation) is { } product)
            return product;
        var names = (await node.Exchange.Products.ListAsync(cancellation)).Select(listed => listed.Name.Value);
        throw new CommandFailedException($"There is no product '{text}'.{NearestName.Question(text, names)} 'bourse products' lists what there is.");
    }
}
