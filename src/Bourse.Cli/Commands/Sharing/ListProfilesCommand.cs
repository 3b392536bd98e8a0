using System.CommandLine;
using Bourse.Cli.Output;

namespace Bourse.Cli.Commands.Sharing;

/// <summary><c>bourse sharing profile list --account ACCOUNT</c></summary>
internal static class ListProfilesCommand
{
    private static readonly string[] Columns = ["token_id", "created_at", "expires_at", "revoked_at"];

    public static Command Create(CommandContext context)
    {
        var account = AccountOption.Create("The client's account", required: true);
        var data = CommandContext.DataOption();
        var format = Formats.Option(OutputFormat.Table, OutputFormat.Json, OutputFormat.Csv);
        var command = new Command("list", "List a client's profiles by the ids of their tokens, oldest first; never the tokens") { account, data, format };
        command.SetAction(async (parsed, cancellation) =>
        {
            await using var node = await context.OpenAsync(parsed.GetRequiredValue(data), cancellation);
            var tokens = await node.Exchange.SharingDesk.ListAsync(parsed.GetRequiredValue(account)!.Value, cancellation);
            context.Terminal.Write(
                new DataRows(Columns, [.. tokens.Select(token => (IReadOnlyList<object?>)[token.Id, token.CreatedAt, token.ExpiresAt, token.RevokedAt])]),
                parsed.GetValue(format));
            return ExitCode.Ok;
        });
        return command;
    }
}
