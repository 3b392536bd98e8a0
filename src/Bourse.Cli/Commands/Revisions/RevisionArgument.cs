using System.CommandLine;
using Bourse.Exchange.Products;
using Bourse.Exchange.Publishing;
using Bourse.Server.Composition;

namespace Bourse.Cli.Commands.Revisions;

/// <summary>A revision's number on the command line.</summary>
internal static class RevisionArgument
{
    public static Argument<int> Create(string name, string description) => new(name) { Description = description };

    public static async Task<Revision> FindAsync(BourseNode node, Product product, int number, CancellationToken cancellation) =>
        await node.Exchange.Products.FindRevisionAsync(product.Name, number, cancellation)
        ?? throw new CommandFailedException($"{product.Name} has no revision {number}: 'bourse revisions {product.Name}' lists what there is.");
}
