using System.Globalization;
using System.Security.Cryptography;
using Bourse.Access.Identity;
using Bourse.Cli.Output;
using Bourse.Server.Composition;
using Bourse.Server.Hosting;

namespace Bourse.Cli.Publishing;

/// <summary>
/// The configuration of an exchange that is begun by publishing a file: one's own name and a number, to be corrected before the first
/// agreement.
/// </summary>
internal static class NewExchange
{
    private const long AccountsMax = 1_000_000_000_000;

    /// <summary>Writes <c>bourse.json</c> unless there is one.</summary>
    public static void EnsureIn(DataFolder folder, Terminal terminal)
    {
        if (File.Exists(folder.OptionsFile))
            return;
        var account = AccountId.Parse((
            BitConverter.ToInt64(RandomNumberGenerator.GetBytes(sizeof(long))) & long.MaxValue).ToAccountDigits());
        BourseOptionsFile.Write(folder, new BourseOptions
        {
            Provider = account,
            ProviderName = Environment.UserName,
            ProviderEmail = $"{Environment.UserName}@{Environment.MachineName}",
            Server = new ServerOptions(),
        });
        terminal.Say($"Began an exchange in {folder.Root}; correct the provider's name and contact in {folder.OptionsFile} before the "
            + $"first agreement.");
    }

    private static string ToAccountDigits(this long number) => (number % AccountsMax).ToString("D12", CultureInfo.InvariantCulture);
}
