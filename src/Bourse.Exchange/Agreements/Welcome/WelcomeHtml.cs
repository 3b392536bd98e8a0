using Bourse.Contracts;
using Bourse.Exchange.Listings.Html;
using Bourse.Exchange.Listings.Snippets;

namespace Bourse.Exchange.Agreements.Welcome;

/// <summary>The message as HTML, with the little styling that mail programs keep. It loads nothing, so it also reports nothing about its reader.</summary>
internal static class WelcomeHtml
{
    internal static string Render(WelcomeLetter letter)
    {
        var at = letter.Endpoints;
        return Markup.Of($"""
            <!doctype html>
            <html lang="en"><head><meta charset="utf-8"><title>Welcome</title></head>
            <body style="font:14px/1.45 system-ui,-apple-system,'Segoe UI',Roboto,sans-serif;max-width:760px;margin:16px auto;padding:0 12px">
            <h1 style="font-size:20px">Welcome, {letter.Agreement.ClientName}</h1>
            <p>Agreement <b>{letter.Agreement.Number.Value}</b> is in force
            from {WelcomeText.Day(letter.Agreement.StartsAt)} to {WelcomeText.Day(letter.Agreement.EndsAt.AddDays(-1))}.
            You query the data of {letter.Provider} live, where it is, with the tools you have.</p>
            <h2 style="font-size:16px">1. {WelcomeText.ActivationTitle(letter)}</h2>
            <p><a href="{letter.ActivationLink.AbsoluteUri}">{(letter.HasCredentials ? "Another credential" : "Activate")}</a>: {WelcomeText.ActivationAdvice(letter)}
            {WelcomeText.LinkUse(letter)} {WelcomeText.KeyUse}</p>
            <h2 style="font-size:16px">2. Connect</h2>
            <table cellpadding="4">
            {Fact("Account", letter.Agreement.Account.Value)}{Fact("Region", at.Region)}{Fact("Catalogue", at.Catalog.ToString())}
            {Fact("Warehouse", at.Warehouse)}{Fact("Token URL", at.Token.ToString())}{Fact("S3 and STS", at.Objects.ToString())}
            {Fact("Products", at.Products.ToString())}{Fact("Checkpoint", at.Checkpoint.ToString())}
            </table>
            <p>Keep the checkpoint, for example once a month: it is signed, and a log of who was let in and who was not that is changed, cut or rewritten
            afterwards no longer fits it.</p>
            <h2 style="font-size:16px">3. What you can read</h2>
            {letter.Contracts.Select(contract => Product(contract, letter))}
            <h2 style="font-size:16px">4. Query</h2>
            <p>Put your client id and secret into <code>BOURSE_CLIENT_ID</code> and <code>BOURSE_CLIENT_SECRET</code>, or where <code>CLIENT_ID</code> and
            <code>CLIENT_SECRET</code> stand. Each tool is set up once. <a href="{at.Products.AbsoluteUri}">The products' pages</a> have more queries for every tool.</p>
            {WelcomeSnippets.ByTool(letter).Select(Tool)}
            <h2 style="font-size:16px">5. Questions</h2>
            <p>{letter.Contracts.SelectMany(contract => contract.Support).Distinct().Select(Channel)}{letter.Provider}: {letter.ProviderEmail}</p>
            </body></html>

            """).ToString();
    }

    private static Markup Channel(SupportChannel channel) => Markup.Of($"""<a href="{channel.Url}">{channel.Channel}</a> {channel.Description}<br>""");

    private static Markup Fact(string name, string value) => Markup.Of($"""
        <tr><td>{name}</td><td><code>{value}</code></td></tr>

        """);

    private static Markup Product(DataContract contract, WelcomeLetter letter) => Markup.Of($"""
        <h3 style="font-size:14px">Database <code>{contract.Name.Value}</code></h3>
        <p>{contract.Purpose}</p>
        <ul>{contract.Tables.Select(table => Markup.Of($"<li><code>{table.Name.Value}</code>: {WelcomeText.Visible(table, letter)}</li>"))}{Axes(contract)}</ul>

        """);

    private static Markup Axes(DataContract contract) =>
        contract.SuggestedAxes is null ? Markup.Empty : Markup.Of($"<li>For a first chart: {contract.SuggestedAxes}</li>");

    private static Markup Tool(ToolSnippet tool) => Markup.Of($"""
        <h3 style="font-size:14px">{tool.Tool}</h3>
        <p>Needs {tool.Needs}. {tool.Proof}</p>
        {Code(tool.Setup)}{tool.Queries.Select(query => Markup.Of($"<p>{query.Title}:</p>{Code(query.Text)}"))}

        """);

    private static Markup Code(string text) => Markup.Of($"""
        <pre style="background:#f5f7f8;color:#16212a;padding:8px;overflow:auto;white-space:pre-wrap">{text}</pre>
        """);
}
