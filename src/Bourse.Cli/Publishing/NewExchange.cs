using System.Globalization;
using System.Security.Cryptography;
using Bourse.Access.Identity;
using Bourse.Cli.Output;
using Bourse.Server.Composition;
using Bourse.Server.Hosting;

namespace Bourse.Cli.Publishing;

/// <summary>
/// The configuration of an exchange that is begun by publishing a file: a number, and the provider's name and address as they are given, or answered on a
/// terminal, or else placeholders that nobody takes for real and that are to be corrected before the first agreement.
/// </summary>
internal static class NewExchange
{
    /// <summary>An address that reaches nobody (RFC 2606).</summary>
    public const string ContactPlaceholder = "data@provider.invalid";

    private const ulong AccountsMax = 1_000_000_000_000;

    /// <summary>Writes <c>bourse.json</c> unless there is one; in one that has placeholders, a given name or contact takes their place.</summary>
    /// <param name="folder">The exchange's folder.</param>
    /// <param name="name">The provider's name; null when it was not given.</param>
    /// <param name="contact">The provider's e-mail address; null when it was not given.</param>
    /// <param name="terminal">Asks where somebody can answer, and says what was begun.</param>
    /// <exception cref="CommandFailedException">There is one, under another name or contact.</exception>
    public static void EnsureIn(DataFolder folder, string? name, string? contact, Terminal terminal)
    {
        if (File.Exists(folder.OptionsFile))
        {
            NameOrRequireSame(folder, name, contact);
            return;
        }
        var account = NewAccount();
        var options = new BourseOptions
        {
            Provider = account,
            ProviderName = name ?? terminal.Ask("Your organisation's name, as clients will read it", ProviderOption.NameMistake, NameOf(account)),
            ProviderEmail = contact ?? terminal.Ask("The e-mail address that clients write to", ProviderOption.ContactMistake, ContactPlaceholder),
            Server = new ServerOptions(),
        };
        BourseOptionsFile.Write(folder, options);
        terminal.Say($"Began an exchange of {options.ProviderName} in {folder.Root}.{(IsUnnamed(options) ? $" {Correct(folder)}" : "")}");
    }

    /// <summary>Whether clients would read a placeholder where the provider's name or contact belongs.</summary>
    public static bool IsUnnamed(BourseOptions options) => options.ProviderName == NameOf(options.Provider) || options.ProviderEmail == ContactPlaceholder;

    /// <summary>How to put a name in a placeholder's stead.</summary>
    public static string Correct(DataFolder folder) =>
        $"Clients would read a placeholder for the provider: correct provider.name and provider.contact in {folder.OptionsFile} before the first agreement.";

    private static string NameOf(AccountId account) => $"Provider {account}";

    private static void NameOrRequireSame(DataFolder folder, string? name, string? contact)
    {
        var options = BourseOptionsFile.Read(folder);
        var (wantedName, wantedContact) = (name ?? options.ProviderName, contact ?? options.ProviderEmail);
        if ((wantedName, wantedContact) == (options.ProviderName, options.ProviderEmail))
            return;
        if ((wantedName == options.ProviderName || options.ProviderName == NameOf(options.Provider))
            && (wantedContact == options.ProviderEmail || options.ProviderEmail == ContactPlaceholder))
            BourseOptionsFile.NameProvider(folder, wantedName, wantedContact);
        else
            throw new CommandFailedException($"The exchange in {folder.Root} is of {options.ProviderName}, {options.ProviderEmail}; change provider.name and "
                + $"provider.contact in {folder.OptionsFile}, and leave out --provider-name and --provider-contact.");
    }

    private static AccountId NewAccount()
    {
        var drawn = BitConverter.ToUInt64(RandomNumberGenerator.GetBytes(sizeof(ulong)));
        return AccountId.Parse((drawn % AccountsMax).ToString("D12", CultureInfo.InvariantCulture));
    }
}
