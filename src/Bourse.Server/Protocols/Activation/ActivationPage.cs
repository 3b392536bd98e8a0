using System.Security.Cryptography;
using System.Text;
using System.Text.Encodings.Web;
using Bourse.Access.Credentials;
using Microsoft.AspNetCore.Http;

namespace Bourse.Server.Protocols.Activation;

/// <summary>The activation pages: plain HTML without script, one style whose hash the content policy names. Whatever came from outside is encoded.</summary>
internal static class ActivationPage
{
    private const string Style =
        "body{font:14px/1.4 system-ui,sans-serif;max-width:44rem;margin:3rem auto;padding:0 1rem;color:#101820;background:#fff}"
        + "h1{font-size:20px}fieldset{border:1px solid #c5ced3;border-radius:4px;margin:0 0 1rem;padding:1rem}legend{font-weight:600}"
        + "code,textarea,pre{font-family:ui-monospace,monospace;font-size:13px}textarea{width:100%;box-sizing:border-box}"
        + "pre{background:#f5f7f8;padding:.75rem;overflow-x:auto}button{font:inherit;padding:.5rem 1rem;border:0;border-radius:4px;background:#16697f;color:#fff}"
        + "[role=alert]{border-left:4px solid #ba1729;padding:.5rem 1rem;background:#f5f7f8}";

    private static readonly string ContentPolicy =
        $"default-src 'none'; style-src 'sha256-{Convert.ToBase64String(SHA256.HashData(Encoding.UTF8.GetBytes(Style)))}'; form-action 'self'; "
        + "frame-ancestors 'none'; base-uri 'none'";

    /// <summary>Sets what every activation answer carries: never cached, framed, sniffed, or told to another site by a referrer.</summary>
    public static void SetHeaders(HttpResponse response)
    {
        response.Headers.CacheControl = "no-store";
        response.Headers.ContentSecurityPolicy = ContentPolicy;
        response.Headers.XContentTypeOptions = "nosniff";
        response.Headers["Referrer-Policy"] = "no-referrer";
        response.Headers["Cross-Origin-Opener-Policy"] = "same-origin";
    }

    /// <summary>The form. It says nothing about whether the link is good: looking consumes nothing and tells nothing. Whoever has a used one is told when
    /// the form is sent, which is what alerts the provider.</summary>
    public static string Form(string token, string? mistake = null) => Page("Activate your access", $"""
        {(mistake is null ? "" : $"<p role=\"alert\">{Text(mistake)}</p>")}
        <p>Choose how your programs will prove who they are. This link works once.</p>
        <form method="post" action="/activate" autocomplete="off">
        <input type="hidden" name="token" value="{Text(token)}">
        <fieldset><legend>Get a client secret (every tool can use one)</legend>
        <p>For ClickHouse, DuckDB, Spark, Trino, pandas and the lines of your welcome message. It is shown once, on the next page, is good at the token endpoint only,
        and ends after {Lifetimes.ClientSecretMax.TotalDays:0} days.</p>
        <p><button name="choice" value="client_secret">Show me a client secret</button></p></fieldset>
        <fieldset><legend>Or register a public key</legend>
        <p>For programs of your own that sign an assertion for each token (RFC 7523). The private key never leaves your side. Paste a PEM public key or a JWK.</p>
        <label for="public_key">Public key</label>
        <textarea id="public_key" name="public_key" rows="8" maxlength="8192" spellcheck="false"></textarea>
        <p><button name="choice" value="public_key">Register the key</button></p></fieldset>
        </form>
        """);

    /// <summary>The form by which a Delta Sharing profile is taken. It says as little of the link.</summary>
    public static string ProfileForm(string token, string? mistake = null) => Page("Your Delta Sharing profile", $"""
        {(mistake is null ? "" : $"<p role=\"alert\">{Text(mistake)}</p>")}
        <p>The profile is a file, <code>config.share</code>, for tools that read by Delta Sharing: pandas, Spark, Power BI. It holds a token, so keep it as you keep a password. It is given
        once, reads only, and ends after {Lifetimes.SharingTokenMax.TotalDays:0} days. This link works once.</p>
        <form method="post" action="/delta-sharing/profile" autocomplete="off">
        <input type="hidden" name="token" value="{Text(token)}">
        <p><button>Download the profile</button></p>
        </form>
        """);

    /// <summary>The one page that ever shows the secret.</summary>
    /// <param name="issued">The secret.</param>
    /// <param name="tokenEndpoint">Where it is good.</param>
    /// <param name="profile">The same as a Delta Sharing profile, JSON.</param>
    public static string Secret(ActivationOutcome.SecretIssued issued, string tokenEndpoint, ReadOnlyMemory<byte> profile) => Page("Your client secret", $"""
        <p>Save it now: it is shown only here, and we keep no copy that can be read. It stops working on {issued.ExpiresAt.UtcDateTime:yyyy-MM-dd HH:mm} UTC.</p>
        <dl><dt>Client id</dt><dd><code id="client_id">{Text(issued.ClientId)}</code></dd>
        <dt>Client secret</dt><dd><code id="client_secret">{Text(issued.Secret.Reveal())}</code></dd>
        <dt>Token endpoint</dt><dd><code>{Text(tokenEndpoint)}</code></dd></dl>
        <p>For Delta Sharing (pandas, Spark, Power BI), keep this as <code>config.share</code>; it is a profile of version 2, with the secret in it:</p>
        <pre id="sharing_profile">{Text(Encoding.UTF8.GetString(profile.Span))}</pre>
        """);

    /// <summary>The page after a key was registered.</summary>
    public static string Key(ActivationOutcome.KeyRegistered registered, string tokenEndpoint) => Page("Your key is registered", $"""
        <p>Your programs sign an assertion with the private key for each token, a JWT by RFC 7523: <code>iss</code> and <code>sub</code> are the client id, <code>aud</code> is the
        token endpoint, <code>exp</code> is at most {Lifetimes.AssertionMax.TotalMinutes:0} minutes away, and <code>jti</code> is another one each time. The example in
        <code>docs/rest-api.md</code> of Bourse runs as it stands. Tools that only know a client secret need one: ask your contact for another link.</p>
        <dl><dt>Client id</dt><dd><code id="client_id">{Text(registered.ClientId)}</code></dd>
        <dt>Key id (<code>kid</code>)</dt><dd><code id="key_id">{Text(registered.KeyId)}</code></dd>
        <dt>Algorithm</dt><dd><code>{Text(registered.Algorithm)}</code></dd>
        <dt>Token endpoint</dt><dd><code>{Text(tokenEndpoint)}</code></dd></dl>
        """);

    /// <summary>The one answer to a link that is unknown, used, past its day or replaced.</summary>
    public static string NotValid() => Page("This link does not work", """
        <p role="alert">It was used already, is older than a day, or was replaced by the link of a newer message: only the newest one works.
        Look for a newer message, or ask your contact for a new link.</p>
        """);

    private static string Text(string text) => HtmlEncoder.Default.Encode(text);

    private static string Page(string title, string content) => $"""
        <!doctype html>
        <html lang="en"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width, initial-scale=1"><title>{title}</title><style>{Style}</style></head>
        <body><main><h1>{title}</h1>
        {content}
        </main></body></html>

        """;
}
