using System.CommandLine;
using System.Globalization;
using Bourse.Access.Credentials;
using Bourse.Access.Identity;
using Bourse.Cli.Output;
using Bourse.Exchange.Accounts;

namespace Bourse.Cli.Commands.Keys;

/// <summary><c>bourse keys create --account ACCOUNT --ttl 1h</c></summary>
internal static class CreateAccessKeyCommand
{
    private static readonly string[] Columns = ["access_key_id", "secret_access_key", "account", "expires_at"];
    private static readonly TimeSpan LifetimeDefault = TimeSpan.FromHours(1);

    public static Command Create(CommandContext context)
    {
        var account = AccountOption.Create("The client's account", required: true);
        var ttl = LifetimeOption();
        var data = CommandContext.DataOption();
        var format = Formats.Option(OutputFormat.Table, OutputFormat.Json, OutputFormat.Csv);
        var command = new Command("create", "Make an S3 access key for a tool that knows no session token; the audit log has it as an exception")
        {
            account, ttl, data, format,
        };
        command.SetAction(async (parsed, cancellation) =>
        {
            var owner = parsed.GetRequiredValue(account)!.Value;
            await using var node = await context.OpenAsync(parsed.GetRequiredValue(data), cancellation);
            var made = await MakeAsync(node.Exchange.AccountDesk, owner, parsed.GetValue(ttl), cancellation);
            context.Terminal.Say($"The secret is shown this once. The key opens S3 until {made.Key.ExpiresAt:yyyy-MM-dd HH:mm} UTC; "
                + $"'bourse keys revoke {made.Key.Id} --reason TEXT' ends it within a second.");
            IReadOnlyList<object?> row = [made.Key.Id, made.Secret.Reveal(), owner.Value, made.Key.ExpiresAt];
            if (parsed.GetValue(format) == OutputFormat.Json)
                context.Terminal.Write(JsonRows.Line(Columns, row) + "\n");
            else
                context.Terminal.Write(new DataRows(Columns, [row]), parsed.GetValue(format));
            return ExitCode.Ok;
        });
        return command;
    }

    private static async Task<NewAccessKey> MakeAsync(AccountDesk desk, AccountId account, TimeSpan lifetime, CancellationToken cancellation) =>
        await desk.CreateAccessKeyAsync(account, lifetime, CommandContext.Actor, cancellation) switch
        {
            AccessKeyOutcome.Made made => made.Key,
            AccessKeyOutcome.NoAccount => throw new CommandFailedException($"There is no account {account}; 'bourse agreements list' shows the clients'."),
            _ => throw new CommandFailedException(
                $"The account {account} has {AccessKeyStore.KeysMax} access keys in force; let one end, or revoke one ('bourse keys list --account {account}')."),
        };

    private static Option<TimeSpan> LifetimeOption() => new("--ttl")
    {
        Description = $"How long the key stands, at most {Lifetimes.AccessKeyMax.TotalHours:0}h: a number with m or h",
        HelpName = "TIME",
        DefaultValueFactory = _ => LifetimeDefault,
        CustomParser = result =>
        {
            var text = result.Tokens[0].Value;
            var minutes = text.EndsWith('h') ? 60 : text.EndsWith('m') ? 1 : 0;
            if (minutes > 0 && int.TryParse(text.AsSpan(0, text.Length - 1), NumberStyles.None, CultureInfo.InvariantCulture, out var count)
                && count > 0 && count <= Lifetimes.AccessKeyMax.TotalMinutes / minutes)
            {
                return TimeSpan.FromMinutes((double)count * minutes);
            }
            result.AddError($"--ttl: '{text}' must be 1m to {Lifetimes.AccessKeyMax.TotalHours:0}h, such as 90m or 1h.");
            return default;
        },
    };
}
