using System.CommandLine;
using Bourse.Cli.Output;

namespace Bourse.Cli.Commands.Agreements;

/// <summary><c>bourse agreements list</c></summary>
internal static class ListAgreementsCommand
{
    public static Command Create(CommandContext context)
    {
        var data = CommandContext.DataOption();
        var format = Formats.Option(OutputFormat.Table, OutputFormat.Json, OutputFormat.Csv);
        var command = new Command("list", "List the applied agreements") { data, format };
        command.SetAction(async (parsed, cancellation) =>
        {
            await using var node = await context.OpenAsync(parsed.GetRequiredValue(data), cancellation);
            var (records, grants) = await node.Metastore.ReadAsync(
                async session => (await node.Exchange.Agreements.ListAsync(session), await node.Access.Grants.ListAsync(session)),
                    cancellation);
            var rows = new List<IReadOnlyList<object?>>();
            foreach (var record in records)
            {
                var own = grants.Where(grant => grant.Agreement == record.Number).ToList();
                rows.Add(
                [
                    record.Number.Value, record.Account.Value, record.ClientName, own.Count == 0 ? null
                        : own[0].State.ToString().ToLowerInvariant(),
                    own.Count == 0 ? null : own[0].StartsAt, own.Count == 0 ? null : own[0].EndsAt,
                    string.Join(' ', own.Select(grant => grant.Product.Value)), InvariantText.ListTime(record.AppliedAt, parsed.GetValue(format)),
                ]);
            }
            context.Terminal.Write(
                new DataRows(["number", "account", "client", "state", "starts_at", "ends_at", "products", "applied_at"], rows),
                    parsed.GetValue(format), "There are no agreements yet: 'bourse agreements apply FILE' takes one in.");
            return ExitCode.Ok;
        });
        return command;
    }
}
