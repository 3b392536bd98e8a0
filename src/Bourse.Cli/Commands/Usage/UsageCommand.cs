using System.CommandLine;
using Bourse.Cli.Output;
using Bourse.Exchange.Metering;

namespace Bourse.Cli.Commands.Usage;

/// <summary><c>bourse usage</c></summary>
internal static class UsageCommand
{
    private static readonly Dictionary<string, UsageDimension> Dimensions =
        Enum.GetValues<UsageDimension>().ToDictionary(dimension => dimension.ToString().ToLowerInvariant(), StringComparer.Ordinal);

    public static Command Create(CommandContext context)
    {
        var by = ByOption();
        var account = AccountOption.Create("Only this account");
        var from = InstantOption.Create("--from", "Only from this instant on");
        var to = InstantOption.Create("--to", "Only before this instant");
        var data = CommandContext.DataOption();
        var format = Formats.Option(OutputFormat.Table, OutputFormat.Json, OutputFormat.Csv);
        var command = new Command("usage", "Show what clients read, as the audit log has it")
        {
            by, account, from, to, data, format, UsageChargesCommand.Create(context),
        };
        command.SetAction(async (parsed, cancellation) =>
        {
            await using var node = await context.OpenAsync(parsed.GetRequiredValue(data), cancellation);
            await node.IntegrateAuditAsync(cancellation);
            var request = new UsageRequest
            {
                By = parsed.GetRequiredValue(by), Account = parsed.GetValue(account), From = parsed.GetValue(from), To = parsed.GetValue(to),
            };
            var lines = await node.Exchange.Usage.ReadAsync(request, cancellation);
            var columns = request.By.Select(dimension => dimension.ToString().ToLowerInvariant()).Concat(["requests", "bytes"]);
            var rows = lines.Select(line => (IReadOnlyList<object?>)[.. line.Of, line.Requests, line.Bytes]);
            context.Terminal.Write(new DataRows([.. columns], [.. rows]), parsed.GetValue(format), "Nothing was read.");
            return ExitCode.Ok;
        });
        return command;
    }

    private static Option<IReadOnlyList<UsageDimension>> ByOption() => new("--by")
    {
        Description = $"What to add up by, with commas between: {string.Join(", ", Dimensions.Keys)}",
        HelpName = "DIMENSIONS",
        DefaultValueFactory = _ => [UsageDimension.Day, UsageDimension.Account, UsageDimension.Product],
        CustomParser = result =>
        {
            var names = result.Tokens[0].Value.Split(',', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries);
            if (names.FirstOrDefault(name => !Dimensions.ContainsKey(name)) is { } unknown)
                result.AddError($"--by: '{unknown}' is not one of {string.Join(", ", Dimensions.Keys)}.");
            return [.. names.Where(Dimensions.ContainsKey).Select(name => Dimensions[name]).Distinct()];
        },
    };
}
