using System.CommandLine;

namespace Bourse.Cli.Commands.Accounts;

/// <summary><c>bourse accounts</c></summary>
internal static class AccountsCommand
{
    public static Command Create(CommandContext context) => new("accounts", "End the credentials of clients' accounts") { RevokeAccountCommand.Create(context) };
}
