using System.CommandLine;
using Bourse.Access.Resources;
using Bourse.Cli.Output;
using Bourse.Exchange.Projections;
using Bourse.Projection.Collecting;

namespace Bourse.Cli.Commands.Projections;

/// <summary><c>bourse projections [PRODUCT]</c>, with what collects below it.</summary>
internal static class ProjectionsCommand
{
    private const int ShortDigest = 12;

    private static readonly string[] Columns =
    [
        "product", "table", "rule_set", "agreements", "revision", "rows", "files_shared", "files_spliced", "files_rewritten", "bytes_shared", "bytes_spliced",
        "bytes_rewritten", "rewritten_for", "partition_by",
    ];

    public static Command Create(CommandContext context)
    {
        var name = new Argument<string?>("PRODUCT") { Description = "Only this product", Arity = ArgumentArity.ZeroOrOne };
        var data = CommandContext.DataOption();
        var format = Formats.Option(OutputFormat.Table, OutputFormat.Json, OutputFormat.Csv);
        var command = new Command(
            "projections", "Show what clients' projections share with your tables, what was written for them, and what would spare it")
        {
            name, data, format, CollectProjectionsCommand.Create(context),
        };
        command.SetAction(async (parsed, cancellation) =>
        {
            await using var node = await context.OpenAsync(parsed.GetRequiredValue(data), cancellation);
            ProductName? product = parsed.GetValue(name) is { } text ? (await ProductArgument.FindAsync(node, text, cancellation)).Name : null;
            var costs = await node.Exchange.ProjectionCosts.ListAsync(product, cancellation);
            context.Terminal.Write(new DataRows(Columns, [.. costs.Select(Row)]), parsed.GetValue(format), "No client has a projection yet: an agreement makes them.");
            foreach (var advice in costs.Select(cost => cost.Advice).OfType<LayoutAdvice>().DistinctBy(advice => advice.Source))
            {
                context.Terminal.Say($"{advice.Source}: partitioned by {string.Join(", ", advice.Columns)} ({advice.Partitions} partitions today), "
                    + "each file would be a client's or not as a whole, and no row would be written again for a rule set.");
            }
            if (Leftovers(await node.Exchange.Collection.LookAsync(cancellation)) is { } leftovers)
                context.Terminal.Say(leftovers);
            return ExitCode.Ok;
        });
        return command;
    }

    private static string? Leftovers(CollectionReport report)
    {
        var all = new StoredAmount(report.Due.Objects + report.Waiting.Objects, report.Due.Bytes + report.Waiting.Bytes);
        return all.Objects == 0 ? null
            : $"No projection names {CollectProjectionsCommand.Amount(all)} in store any more; {CollectProjectionsCommand.Amount(report.Due)} of them can go now. "
                + "'bourse serve' removes them by itself, 'bourse projections collect' at once.";
    }

    private static IReadOnlyList<object?> Row(ProjectionCost cost) =>
    [
        cost.Use.Product, cost.Use.Table, cost.Use.RuleSetDigest[..ShortDigest], string.Join(' ', cost.Use.Agreements), cost.Use.Revision, cost.Use.RowCount,
        cost.Use.SharedFiles, cost.Use.SplicedFiles, cost.Use.RewrittenFiles, cost.Use.SharedBytes, cost.Use.SplicedBytes, cost.Use.RewrittenBytes,
        string.Join(' ', cost.Use.Reasons.Select(reason => $"{reason.Key}={reason.Value}")),
        cost.Advice is { } advice ? string.Join(", ", advice.Columns) : null,
    ];
}
