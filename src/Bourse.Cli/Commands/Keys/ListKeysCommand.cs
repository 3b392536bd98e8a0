using System.CommandLine;
using Bourse.Cli.Output;

namespace Bourse.Cli.Commands.Keys;

/// <summary><c>bourse keys list</c>, and <c>bourse keys list --account ACCOUNT</c></summary>
internal static class ListKeysCommand
{
    private static readonly string[] AccessKeyColumns = ["access_key_id", "created_at", "expires_at", "revoked_at"];
    private static readonly string[] Columns = ["id", "created_at", "seals"];

    public static Command Create(CommandContext context)
    {
        var account = AccountOption.Create("Instead, a client's access keys, oldest first; never their secrets: its account");
        var data = CommandContext.DataOption();
        var format = Formats.Option(OutputFormat.Table, OutputFormat.Json, OutputFormat.Csv);
        var command = new Command("list", "List the key ring's keys, oldest first; never the keys themselves") { account, data, format };
        command.SetAction(async (parsed, cancellation) =>
        {
            await using var node = await context.OpenAsync(parsed.GetRequiredValue(data), cancellation);
            if (parsed.GetValue(account) is { } owner)
            {
                var accessKeys = await node.Exchange.AccountDesk.ListAccessKeysAsync(owner, cancellation);
                context.Terminal.Write(
                    new DataRows(AccessKeyColumns, [.. accessKeys.Select(key => (IReadOnlyList<object?>)[key.Id, key.CreatedAt, key.ExpiresAt, key.RevokedAt])]),
                    parsed.GetValue(format));
                return ExitCode.Ok;
            }
            var keys = node.Keys.Keys;
            context.Terminal.Write(
                new DataRows(Columns, [.. keys.Select((key, at) => (IReadOnlyList<object?>)[key.Id, key.CreatedAt, at == keys.Count - 1])]), parsed.GetValue(format));
            return ExitCode.Ok;
        });
        return command;
    }
}
