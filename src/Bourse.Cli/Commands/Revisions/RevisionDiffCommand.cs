using System.CommandLine;
using Bourse.Cli.Output;
using Bourse.Exchange.Publishing.Differences;

namespace Bourse.Cli.Commands.Revisions;

/// <summary><c>bourse revisions diff PRODUCT A B</c></summary>
internal static class RevisionDiffCommand
{
    public static Command Create(CommandContext context)
    {
        var name = new Argument<string>("PRODUCT") { Description = "The product" };
        var before = RevisionArgument.Create("A", "The revision to compare with");
        var after = RevisionArgument.Create("B", "The revision to compare");
        var data = CommandContext.DataOption();
        var format = Formats.Option(OutputFormat.Table, OutputFormat.Json, OutputFormat.Csv);
        var command = new Command("diff", "Show what one revision changed against another, and which agreements see it") { name, before, after, data, format };
        command.SetAction(async (parsed, cancellation) =>
        {
            await using var node = await context.OpenAsync(parsed.GetRequiredValue(data), cancellation);
            var product = await ProductArgument.FindAsync(node, parsed.GetRequiredValue(name), cancellation);
            var difference = await node.Exchange.RevisionComparer.CompareAsync(
                product,
                await RevisionArgument.FindAsync(node, product, parsed.GetValue(before), cancellation),
                await RevisionArgument.FindAsync(node, product, parsed.GetValue(after), cancellation), cancellation);
            context.Terminal.Write(new DataRows(["table", "what", "before", "after", "added", "removed", "changed"], [.. Rows(difference)]), parsed.GetValue(format));
            return ExitCode.Ok;
        });
        return command;
    }

    private static IEnumerable<IReadOnlyList<object?>> Rows(RevisionDifference difference)
    {
        foreach (var table in difference.Tables)
        {
            yield return [table.Table, "rows", table.RowsBefore, table.RowsAfter, table.Rows.Added, table.Rows.Removed, table.Rows.Changed];
            foreach (var change in table.Schema)
                yield return [table.Table, "schema", null, change, null, null, null];
            foreach (var (column, was, now) in table.Columns)
            {
                foreach (var (what, old, current) in Statistics(was, now).Where(one => !Equals(one.Before, one.After)))
                    yield return [table.Table, $"{column}, {what}", old, current, null, null, null];
            }
        }

        foreach (var (agreement, account, table, rows) in difference.Affected)
            yield return [table, $"{agreement} ({account})", null, null, rows.Added, rows.Removed, rows.Changed];
    }

    private static IEnumerable<(string What, object? Before, object? After)> Statistics(ColumnStatistics was, ColumnStatistics now) =>
    [
        ("nulls", was.Nulls, now.Nulls), ("different values", was.Distinct, now.Distinct), ("smallest", was.Minimum, now.Minimum), ("greatest", was.Maximum, now.Maximum),
    ];
}
