using System.CommandLine;
using Bourse.Access.Identity;

namespace Bourse.Cli.Commands.Accounts;

/// <summary>The argument <c>ACCOUNT</c>.</summary>
internal static class AccountArgument
{
    public static Argument<AccountId> Create(string description) => new("ACCOUNT")
    {
        Description = description,
        CustomParser = result =>
        {
            if (AccountId.TryParse(result.Tokens[0].Value, out var account))
                return account;
            result.AddError($"'{result.Tokens[0].Value}' is no account; one has exactly 12 digits.");
            return default;
        },
    };
}
