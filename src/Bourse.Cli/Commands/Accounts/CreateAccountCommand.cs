using System.CommandLine;
using Bourse.Cli.Publishing;

namespace Bourse.Cli.Commands.Accounts;

/// <summary><c>bourse accounts create ACCOUNT --name NAME --contact ADDRESS</c></summary>
internal static class CreateAccountCommand
{
    public static Command Create(CommandContext context)
    {
        var number = AccountArgument.Create("The new account, 12 digits");
        var name = Required("--name", "The client's name", "NAME", ProviderOption.NameMistake);
        var contact = Required("--contact", "The client's e-mail address", "ADDRESS", ProviderOption.ContactMistake);
        var data = CommandContext.DataOption();
        var command = new Command("create", "Make an account for a client whose agreement is to come; an agreement makes its own where there is none")
        {
            number, name, contact, data,
        };
        command.SetAction(async (parsed, cancellation) =>
        {
            var account = parsed.GetRequiredValue(number);
            await using var node = await context.OpenAsync(parsed.GetRequiredValue(data), cancellation);
            if (!await node.Exchange.AccountDesk.CreateAsync(
                account, parsed.GetRequiredValue(name), parsed.GetRequiredValue(contact), CommandContext.Actor, cancellation))
            {
                throw new CommandFailedException($"There is an account {account} already; nothing was changed.");
            }
            context.Terminal.Say($"Account {account} is made. It reads nothing until an agreement names it: 'bourse agreements apply FILE'.");
            context.Terminal.Write($"{account}\n");
            return ExitCode.Ok;
        });
        return command;
    }

    private static Option<string> Required(string name, string description, string helpName, Func<string, string?> mistake)
    {
        var option = new Option<string>(name) { Description = description, HelpName = helpName, Required = true };
        option.Validators.Add(result =>
        {
            if (result.Tokens.Count == 1 && mistake(result.Tokens[0].Value) is { } wrong)
                result.AddError($"{name}: {wrong}");
        });
        return option;
    }
}
