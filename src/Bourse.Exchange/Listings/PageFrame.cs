using System.Security.Cryptography;
using System.Text;
using Bourse.Exchange.Listings.Html;

namespace Bourse.Exchange.Listings;

/// <summary>What every page shares: head, style and policy. Pages load nothing, from anywhere, and run no script.</summary>
internal static class PageFrame
{
    private static readonly string StyleHash = Convert.ToBase64String(SHA256.HashData(Encoding.UTF8.GetBytes(PageStyle.Css)));

    internal static string Render(string title, Markup body) => Markup.Of($"""
        <!doctype html>
        <html lang="en">
        <head>
        <meta charset="utf-8">
        <meta http-equiv="Content-Security-Policy" content="default-src 'none'; style-src 'sha256-{StyleHash}'; base-uri 'none'; form-action 'none'">
        <meta name="viewport" content="width=device-width, initial-scale=1">
        <meta name="referrer" content="no-referrer">
        <title>{title}</title>
        <style>{Style}</style>
        </head>
        <body>
        {body}
        </body>
        </html>

        """).ToString();

    // The style is our own constant and must not be escaped, or its digest would differ from what the browser sees.
    private static Markup Style => Markup.Trusted(PageStyle.Css);
}
