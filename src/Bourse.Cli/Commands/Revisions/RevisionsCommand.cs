using System.CommandLine;
using Bourse.Cli.Output;

namespace Bourse.Cli.Commands.Revisions;

/// <summary><c>bourse revisions PRODUCT</c></summary>
internal static class RevisionsCommand
{
    public static Command Create(CommandContext context)
    {
        var name = new Argument<string>("PRODUCT") { Description = "The product" };
        var data = CommandContext.DataOption();
        var format = Formats.Option(OutputFormat.Table, OutputFormat.Json, OutputFormat.Csv);
        var command = new Command("revisions", "List a product's revisions, newest first")
        {
            name, data, format, RevisionQualityCommand.Create(context), RevisionDiffCommand.Create(context),
        };
        command.SetAction(async (parsed, cancellation) =>
        {
            await using var node = await context.OpenAsync(parsed.GetRequiredValue(data), cancellation);
            var product = await ProductArgument.FindAsync(node, parsed.GetRequiredValue(name), cancellation);
            var revisions = await node.Exchange.Products.ListRevisionsAsync(product.Name, cancellation: cancellation);
            var rows = revisions.Select(revision => (IReadOnlyList<object?>)
            [
                revision.Number, revision.Id, InvariantText.ListTime(revision.PublishedAt, parsed.GetValue(format)), revision.RowCount,
                    revision.SizeBytes,
                $"{revision.Quality.Results.Count(result => result.Passed)}/{revision.Quality.Results.Count}", revision.Comment,
                revision.ContentOf, revision.Revocation?.Reason,
            ]);
            context.Terminal.Write(new DataRows(["revision", "id", "published_at", "rows", "bytes", "rules_passed", "comment", "content_of", "revoked"], [.. rows]),
                parsed.GetValue(format), $"{product.Name} was not published yet: 'bourse publish {product.Name} --comment TEXT' does it.");
            return ExitCode.Ok;
        });
        return command;
    }
}
