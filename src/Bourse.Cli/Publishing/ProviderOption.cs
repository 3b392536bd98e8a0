using System.CommandLine;
using System.Net.Mail;
using Bourse.Server.Composition;

namespace Bourse.Cli.Publishing;

/// <summary><c>--provider-name</c> and <c>--provider-contact</c>: who an exchange is of that is begun here.</summary>
internal static class ProviderOption
{
    public static Option<string?> Name() => Create("--provider-name", "With a first file: your organisation's name, as clients will read it", "NAME", NameMistake);

    public static Option<string?> Contact() =>
        Create("--provider-contact", "With a first file: the e-mail address that clients write to", "ADDRESS", ContactMistake);

    /// <summary>What is wrong with a name; null for nothing.</summary>
    public static string? NameMistake(string name) =>
        string.IsNullOrWhiteSpace(name) || name.Length > BourseOptions.ProviderNameCharactersMax || name.Any(char.IsControl)
            ? $"must have 1 to {BourseOptions.ProviderNameCharactersMax} characters."
            : null;

    /// <summary>What is wrong with an address; null for nothing.</summary>
    public static string? ContactMistake(string contact) =>
        MailAddress.TryCreate(contact, out var parsed) && parsed.Address == contact ? null : $"'{contact}' must be an e-mail address.";

    private static Option<string?> Create(string name, string description, string helpName, Func<string, string?> mistake)
    {
        var option = new Option<string?>(name) { Description = description, HelpName = helpName };
        option.Validators.Add(result =>
        {
            if (result.Tokens.Count == 1 && mistake(result.Tokens[0].Value) is { } wrong)
                result.AddError($"{name}: {wrong}");
        });
        return option;
    }
}
