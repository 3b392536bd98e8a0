using System.CommandLine;
using Bourse.Cli.Output;

namespace Bourse.Cli.Commands.Events;

/// <summary><c>bourse events rules [--account ACCOUNT]</c></summary>
internal static class ListRulesCommand
{
    private static readonly string[] Columns = ["account", "rule", "state", "pattern"];

    public static Command Create(CommandContext context)
    {
        var account = AccountOption.Create("Only of this account");
        var data = CommandContext.DataOption();
        var format = Formats.Option(OutputFormat.Table, OutputFormat.Json, OutputFormat.Csv);
        var command = new Command("rules", "List the rules by which accounts choose their events") { account, data, format };
        command.SetAction(async (parsed, cancellation) =>
        {
            await using var node = await context.OpenAsync(parsed.GetRequiredValue(data), cancellation);
            var rules = await node.Exchange.EventDesk.ListRulesAsync(parsed.GetValue(account), cancellation);
            context.Terminal.Write(
                new DataRows(
                    Columns,
                    [.. rules.Select(rule => (IReadOnlyList<object?>)[rule.Account, rule.Name, rule.Enabled == 1 ? "enabled" : "disabled", rule.Pattern])]),
                parsed.GetValue(format), "There is no rule.");
            return ExitCode.Ok;
        });
        return command;
    }
}
