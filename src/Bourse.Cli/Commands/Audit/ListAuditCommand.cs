using System.CommandLine;
using System.Globalization;
using Bourse.Access.Auditing;
using Bourse.Cli.Output;

namespace Bourse.Cli.Commands.Audit;

/// <summary><c>bourse audit list</c></summary>
internal static class ListAuditCommand
{
    private static readonly string[] Columns =
        ["position", "time", "kind", "decision", "action", "resource", "reason", "account", "principal", "agreement", "protocol",
            "request_id", "policy_version", "count", "address"];

    public static Command Create(CommandContext context)
    {
        var account = AccountOption.Create("Only this account");
        var decision = new Option<AuditDecision?>("--decision")
        {
            Description = "Only this decision",
            HelpName = "allow|deny",
            CustomParser = result =>
            {
                if (result.Tokens[0].Value is "allow" or "deny")
                    return AuditNames.ParseDecision(result.Tokens[0].Value);
                result.AddError($"--decision: '{result.Tokens[0].Value}' is not one of allow, deny.");
                return null;
            },
        };
        var from = Instant("--from", "Only from this instant on");
        var to = Instant("--to", "Only before this instant");
        var data = CommandContext.DataOption();
        var format = Formats.Option(OutputFormat.Table, OutputFormat.Json, OutputFormat.Csv);
        var command = new Command("list", "List audit records, oldest first") { account, decision, from, to, data, format };
        command.SetAction(async (parsed, cancellation) =>
        {
            var filter = new AuditFilter
            {
                Account = parsed.GetValue(account),
                Decision = parsed.GetValue(decision),
                From = parsed.GetValue(from),
                To = parsed.GetValue(to),
            };
            await using var node = await context.OpenAsync(parsed.GetRequiredValue(data), cancellation);
            await node.IntegrateAuditAsync(cancellation);
            await context.Terminal.WriteAsync(
                Columns, node.Exchange.AuditQuery.ReadAsync(filter, cancellation).Select(Row), parsed.GetValue(format), cancellation);
            return ExitCode.Ok;
        });
        return command;
    }

    private static IReadOnlyList<object?> Row(AuditRow row)
    {
        var entry = row.Record.Entry;
        return
        [
            row.Record.Position, entry.Time, AuditNames.ToText(entry.Kind), AuditNames.ToText(entry.Decision), entry.Action,
                entry.Resource, entry.Reason,
            entry.Account?.Value, entry.Principal, entry.Agreement?.Value, entry.Protocol, entry.RequestId, entry.PolicyVersion,
                entry.Count, row.Address,
        ];
    }

    private static Option<DateTimeOffset?> Instant(string name, string description) => new(name)
    {
        Description = $"{description}: a date, or an instant in UTC such as 2026-03-31T17:00:00Z",
        HelpName = "TIME",
        CustomParser = result =>
        {
            var text = result.Tokens[0].Value;
            string[] formats = ["yyyy-MM-dd", "yyyy-MM-dd'T'HH:mm:ss'Z'", "yyyy-MM-dd'T'HH:mm:ss.FFFFFF'Z'"];
            if (DateTimeOffset.TryParseExact(text, formats, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal, out var instant))
                return instant;
            result.AddError($"{name}: '{text}' must be a date such as 2026-03-31, or an instant such as 2026-03-31T17:00:00Z.");
            return null;
        },
    };
}
