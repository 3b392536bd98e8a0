using System.CommandLine;
using System.Globalization;
using Bourse.Access.Auditing;
using Bourse.Cli.Output;

namespace Bourse.Cli.Commands.Audit;

/// <summary><c>bourse audit list</c></summary>
internal static class ListAuditCommand
{
    private const int LastMax = 100_000;

    private static readonly string[] Columns =
        ["position", "time", "kind", "decision", "action", "resource", "reason", "account", "principal", "agreement", "protocol",
            "request_id", "policy_version", "count", "address"];

    // What people look for; --format json and csv have everything.
    private static readonly string[] s_columnsForPeople = ["position", "time", "decision", "action", "resource", "account", "reason"];

    public static Command Create(CommandContext context)
    {
        var last = new Option<int?>("--last") { Description = "Only the newest N of them", HelpName = "N" };
        last.Validators.Add(result =>
        {
            if (result.Tokens.Count == 1 && int.TryParse(result.Tokens[0].Value, CultureInfo.InvariantCulture, out var count) && count is < 1 or > LastMax)
                result.AddError($"--last: must be 1 to {LastMax}.");
        });
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
        var from = InstantOption.Create("--from", "Only from this instant on");
        var to = InstantOption.Create("--to", "Only before this instant");
        var data = CommandContext.DataOption();
        var format = Formats.Option(OutputFormat.Table, OutputFormat.Json, OutputFormat.Csv);
        var command = new Command("list", "List audit records, oldest first") { account, decision, from, to, last, data, format };
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
            var written = parsed.GetValue(format);
            var columns = written == OutputFormat.Table ? s_columnsForPeople : Columns;
            var shown = columns.Select(column => Array.IndexOf(Columns, column)).ToList();
            var records = node.Exchange.AuditQuery.ReadAsync(filter, cancellation);
            var rows = (parsed.GetValue(last) is { } count ? records.TakeLast(count) : records).Select(record => Row(record, written, shown));
            if (written == OutputFormat.Table && !await rows.AnyAsync(cancellation))
                context.Terminal.Say("No record is of that kind.");
            else
                await context.Terminal.WriteAsync(columns, rows, written, cancellation);
            return ExitCode.Ok;
        });
        return command;
    }

    private static IReadOnlyList<object?> Row(AuditRow row, OutputFormat format, IReadOnlyList<int> shown)
    {
        var entry = row.Record.Entry;
        object?[] all =
        [
            row.Record.Position, InvariantText.ListTime(entry.Time, format), AuditNames.ToText(entry.Kind), AuditNames.ToText(entry.Decision), entry.Action,
                entry.Resource, entry.Reason,
            entry.Account?.Value, entry.Principal, entry.Agreement?.Value, entry.Protocol, entry.RequestId, entry.PolicyVersion,
                entry.Count, row.Address,
        ];
        return [.. shown.Select(column => all[column])];
    }
}
