using System.CommandLine;
using System.Net;
using Bourse.Access.Auditing;
using Bourse.Exchange;
using Bourse.Metastore;
using Bourse.Server.Composition;

namespace Bourse.Cli.Commands.Audit;

/// <summary><c>bourse audit erase --person VALUE --reason TEXT</c>: nothing brings the values back, and every proof stays.</summary>
internal static class EraseAuditCommand
{
    public static Command Create(CommandContext context)
    {
        var person = new Option<string>("--person") { Description = "The mail address, or the network address", HelpName = "ADDRESS", Required = true };
        var reason = new Option<string?>("--reason")
        {
            Description = $"Why, {AuditReason.CharactersMin} to {AuditReason.CharactersMax} characters, without the person's name: it is audited",
            HelpName = "TEXT",
        };
        var dryRun = new Option<bool>("--dry-run") { Description = "Say how many values would be erased, and do nothing" };
        var data = CommandContext.DataOption();
        var command = new Command("erase", "Erase a person from beside the audit log, whose records and proofs stay as they are") { person, reason, dryRun, data };
        command.Validators.Add(result => Check(result, result.GetValue(person), result.GetValue(dryRun), result.GetValue(reason)));
        command.SetAction(async (parsed, cancellation) =>
        {
            await using var node = await context.OpenAsync(parsed.GetRequiredValue(data), cancellation);
            var who = parsed.GetRequiredValue(person);
            if (parsed.GetValue(dryRun))
            {
                context.Terminal.Write($"values: {await node.Exchange.PersonalErasure.CountAsync(who, cancellation)}\n");
                context.Terminal.Say("Nothing was changed: this was a dry run.");
                return ExitCode.Ok;
            }
            var erased = await node.Exchange.PersonalErasure.EraseAsync(
                who, (session, _) => RecordAsync(node, session, parsed.GetValue(reason)!), cancellation);
            if (erased is { Remains: { } remains })
                context.Terminal.Say($"Bytes of what was erased, now or before, are still in {remains}. Run this again to clear it.");
            if (erased.Values == 0)
                throw new CommandFailedException("Nothing of this person is kept beside the audit log; nothing was changed.");
            context.Terminal.Write($"values: {erased.Values}\n");
            context.Terminal.Say("Erased from beside the audit log. Accounts, agreements, welcome messages and backups hold what they hold: they are not searched.");
            return ExitCode.Ok;
        });
        return command;
    }

    private static void Check(System.CommandLine.Parsing.CommandResult result, string? person, bool dryRun, string? reason)
    {
        if (string.IsNullOrWhiteSpace(person))
            result.AddError("--person: must not be empty.");
        else if (IPAddress.TryParse(person.Trim(), out var address) && address.ToString() != person.Trim())
            result.AddError($"--person: '{person.Trim()}' would be read as {address}; give an address as the log writes it.");
        else if (reason?.Contains(person.Trim(), StringComparison.OrdinalIgnoreCase) == true)
            result.AddError("--reason: must not name the person; it is kept for ever.");
        if (!dryRun && !AuditReason.IsValid(reason))
            result.AddError(ReasonOption.Mistake);
    }

    private static Task RecordAsync(BourseNode node, IMetastoreWriteSession session, string reason) =>
        node.Access.Audit.AppendAsync(session, node.Exchange.Records.Done(AuditAction.ErasePerson, "audit-log", CommandContext.Actor) with { Reason = reason });
}
