using System.CommandLine;
using Bourse.Access.Identity;

namespace Bourse.Cli.Commands;

/// <summary><c>--account ACCOUNT</c></summary>
internal static class AccountOption
{
    public static Option<AccountId?> Create(string description, bool required = false) => new("--account")
    {
        Description = $"{description}, 12 digits",
        HelpName = "ACCOUNT",
        Required = required,
        CustomParser = result =>
        {
            if (AccountId.TryParse(result.Tokens[0].Value, out var account))
                return account;
            result.AddError($"--account: '{result.Tokens[0].Value}' must be 12 digits.");
            return null;
        },
    };
}
