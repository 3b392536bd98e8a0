using System.CommandLine;

namespace Bourse.Cli.Commands.Accounts;

/// <summary><c>bourse accounts</c></summary>
internal static class AccountsCommand
{
    public static Command Create(CommandContext context) => new("accounts", "Make clients' accounts, and end their credentials")
    {
        CreateAccountCommand.Create(context), RevokeAccountCommand.Create(context),
    };
}
