using System.CommandLine;
using System.Globalization;
using Bourse.Cli.Output;
using Bourse.Exchange.Metering;

namespace Bourse.Cli.Commands.Usage;

/// <summary><c>bourse usage charges --month YYYY-MM</c></summary>
internal static class UsageChargesCommand
{
    public static Command Create(CommandContext context)
    {
        var month = new Option<DateOnly>("--month")
        {
            Description = "The month, UTC, such as 2026-03",
            HelpName = "YYYY-MM",
            Required = true,
            CustomParser = result =>
            {
                if (DateOnly.TryParseExact(result.Tokens[0].Value, "yyyy-MM", CultureInfo.InvariantCulture, DateTimeStyles.None, out var first))
                    return first;
                result.AddError($"--month: '{result.Tokens[0].Value}' must be a month such as 2026-03.");
                return default;
            },
        };
        var data = CommandContext.DataOption();
        var format = Formats.Option(OutputFormat.Table, OutputFormat.Json, OutputFormat.Csv);
        var command = new Command("charges", "Show what agreements owe for a month by their products' prices") { month, data, format };
        command.SetAction(async (parsed, cancellation) =>
        {
            await using var node = await context.OpenAsync(parsed.GetRequiredValue(data), cancellation);
            await node.IntegrateAuditAsync(cancellation);
            var rows = (await node.Exchange.Charges.ReadAsync(parsed.GetValue(month), cancellation)).Select(charge => (IReadOnlyList<object?>)
            [
                charge.Agreement, charge.Account, charge.Product, NameOf(charge.Plan), charge.Requests, charge.Bytes, charge.Amount, charge.Currency,
            ]);
            context.Terminal.Write(new DataRows(["agreement", "account", "product", "plan", "requests", "bytes", "amount", "currency"], [.. rows]),
                parsed.GetValue(format), "No agreement was in force in that month.");
            return ExitCode.Ok;
        });
        return command;
    }

    private static string NameOf(ChargePlan plan) => plan switch
    {
        ChargePlan.PerRequest => "per-request",
        ChargePlan.PerGigabyte => "per-gigabyte",
        _ => plan.ToString().ToLowerInvariant(),
    };
}
