using System.Net;
using System.Text.RegularExpressions;
using Bourse.Access.Keys;
using Bourse.Cli.Clients;

namespace Bourse.Cli.Tests;

/// <summary>A client that uses the one-time link of its welcome message.</summary>
internal static partial class Activation
{
    /// <summary>Has a client secret issued.</summary>
    /// <param name="message">The message, as its reader sees it or as it lies on the disk.</param>
    public static async Task<ClientCredential> WithSecretAsync(string message)
    {
        var link = new Uri(Link().Match(message).Value);
        using var http = new HttpClient();
        using var form = new FormUrlEncodedContent([new("token", link.Query["?token=".Length..]), new("choice", "client_secret")]);
        using var answer = await http.PostAsync(new Uri(link, "/activate"), form);
        var page = await answer.Content.ReadAsStringAsync();
        Assert.True(answer.IsSuccessStatusCode, page);
        string Field(string id) => WebUtility.HtmlDecode(Regex.Match(page, $"id=\"{id}\">([^<]+)<").Groups[1].Value);
        return new ClientCredential(Field("client_id"), new SecretText(Field("client_secret")));
    }

    [GeneratedRegex(@"https?://\S+/activate\?token=\S+", RegexOptions.CultureInvariant)]
    private static partial Regex Link();
}
