using System.Globalization;
using System.Text;
using Bourse.Access.Credentials;
using Bourse.Contracts;
using Bourse.Exchange.Listings.Snippets;

namespace Bourse.Exchange.Agreements.Welcome;

/// <summary>The message as plain text.</summary>
internal static class WelcomeText
{
    internal static string Render(WelcomeLetter letter)
    {
        var text = new StringBuilder();
        var at = letter.Endpoints;
        text.Append(CultureInfo.InvariantCulture, $"""
            Welcome, {letter.Agreement.ClientName}.

            Agreement {letter.Agreement.Number} is in force from {Day(letter.Agreement.StartsAt)} to {Day(letter.Agreement.EndsAt.AddDays(-1))}.
            You query the data of {letter.Provider} live, where it is, with the tools you have.

            1. {ActivationTitle(letter)}

               {letter.ActivationLink}

               {ActivationAdvice(letter)}
               {LinkUse(letter)}
               {KeyUse}

            2. Connect

               Account     {letter.Agreement.Account}
               Region      {at.Region}
               Catalogue   {at.Catalog}
               Warehouse   {at.Warehouse}
               Token URL   {at.Token}
               S3 and STS  {at.Objects}
               Products    {at.Products}
               Checkpoint  {at.Checkpoint}

               Keep the checkpoint, for example once a month: it is signed, and a log of who was let in and who was not
               that is changed, cut or rewritten afterwards no longer fits it.

            3. What you can read

            """);
        foreach (var contract in letter.Contracts)
        {
            text.Append(CultureInfo.InvariantCulture, $"\n   Database {contract.Name}: {contract.Purpose}\n");
            foreach (var table in contract.Tables)
            {
                text.Append(CultureInfo.InvariantCulture, $"     {table.Name}: {Visible(table, letter)}\n");
            }

            if (contract.SuggestedAxes is { } axes)
            {
                text.Append(CultureInfo.InvariantCulture, $"     For a first chart: {axes}\n");
            }
        }

        text.Append("\n4. Query\n\n   Put your client id and secret into BOURSE_CLIENT_ID and BOURSE_CLIENT_SECRET, or where CLIENT_ID and CLIENT_SECRET stand.\n"
            + $"   Each tool is set up once. More queries, for every tool, are on the products' pages: {at.Products}\n");
        foreach (var tool in WelcomeSnippets.ByTool(letter))
        {
            Append(text, tool);
        }

        text.Append("\n5. Questions\n\n");
        foreach (var channel in letter.Contracts.SelectMany(contract => contract.Support).Distinct())
        {
            text.Append(CultureInfo.InvariantCulture, $"   {channel.Channel}: {Address(channel)} {channel.Description}\n");
        }

        return InvisibleCharacters.Shown(text.Append(CultureInfo.InvariantCulture, $"   {letter.Provider}: {letter.ProviderEmail}\n").ToString());
    }

    internal static string KeyUse { get; } = "With a key, programs sign an assertion (RFC 7523) for each token: its audience is the token URL, and it ends within "
        + $"{Lifetimes.AssertionMax.TotalMinutes:0} minutes. docs/rest-api.md of Bourse has an example that runs.";

    internal static string ActivationTitle(WelcomeLetter letter) => letter.HasCredentials ? "Your account is active: nothing is to be done" : "Activate your account";

    internal static string ActivationAdvice(WelcomeLetter letter) => letter.HasCredentials
        ? "The client id with the secret or key that your programs have reads this agreement's data too. The link is for another credential, when you need one."
        : "There you are shown a client id and secret once, which every tool below takes, or register a public key for programs of your own. "
            + "Nobody else ever sees them, and no mail holds them.";

    internal static string LinkUse(WelcomeLetter letter) =>
        $"The link works once, until {Instant(letter.ActivationExpiresAt)}; those of earlier messages no longer do. "
        + $"A secret works for {Lifetimes.ClientSecretMax.TotalDays:0} days.";

    internal static string Visible(ContractTable table, WelcomeLetter letter)
    {
        var rows = table.RowScope is null ? "all rows" : $"rows of {string.Join(", ", letter.Agreement.FundIds)}";
        return $"{string.Join(", ", WelcomeSnippets.VisibleColumns(table, letter.Agreement))} ({rows})";
    }

    // People write to an address; the scheme is for programs.
    private static string Address(SupportChannel channel)
    {
        const string mail = "mailto:";
        return channel.Url.StartsWith(mail, StringComparison.OrdinalIgnoreCase) ? channel.Url[mail.Length..] : channel.Url;
    }

    internal static string Day(DateTimeOffset instant) => instant.UtcDateTime.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture);

    internal static string Instant(DateTimeOffset instant) => instant.UtcDateTime.ToString("yyyy-MM-dd HH:mm 'UTC'", CultureInfo.InvariantCulture);

    private static void Append(StringBuilder text, ToolSnippet tool)
    {
        var proof = tool.IsParsedOnly ? $" {tool.Proof}" : "";
        text.Append(CultureInfo.InvariantCulture, $"\n   --- {tool.Tool} (needs {tool.Needs}){proof}\n\n{tool.Setup}\n");
        foreach (var (title, query) in tool.Queries)
        {
            text.Append(CultureInfo.InvariantCulture, $"\n   {title}:\n{query}\n");
        }
    }
}
