using System.CommandLine;
using Bourse.Cli.Output;

namespace Bourse.Cli.Commands.Revisions;

/// <summary><c>bourse revisions quality PRODUCT N</c></summary>
internal static class RevisionQualityCommand
{
    public static Command Create(CommandContext context)
    {
        var name = new Argument<string>("PRODUCT") { Description = "The product" };
        var number = RevisionArgument.Create("N", "The revision");
        var data = CommandContext.DataOption();
        var format = Formats.Option(OutputFormat.Table, OutputFormat.Json, OutputFormat.Csv);
        var command = new Command("quality", "Show what the quality rules measured before a revision was published") { name, number, data, format };
        command.SetAction(async (parsed, cancellation) =>
        {
            await using var node = await context.OpenAsync(parsed.GetRequiredValue(data), cancellation);
            var product = await ProductArgument.FindAsync(node, parsed.GetRequiredValue(name), cancellation);
            var revision = await RevisionArgument.FindAsync(node, product, parsed.GetValue(number), cancellation);
            var rows = revision.Quality.Results.Select(result => (IReadOnlyList<object?>)
                [result.Table, result.Rule, result.Measured, result.Expected, result.Passed, result.Blocking, result.Description]);
            context.Terminal.Write(new DataRows(["table", "rule", "measured", "expected", "passed", "blocking", "description"], [.. rows]),
                parsed.GetValue(format), $"The contract of {product.Name} had no quality rules when revision {revision.Number} was published.");
            return ExitCode.Ok;
        });
        return command;
    }
}
