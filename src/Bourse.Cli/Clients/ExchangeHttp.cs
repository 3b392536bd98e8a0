using System.Net;
using System.Net.Http.Headers;
using System.Text.Json;
using System.Xml.Linq;
using Bourse.Access.Keys;
using Bourse.Access.Signing;

namespace Bourse.Cli.Clients;

/// <summary>An exchange as any client sees it: over HTTP, with its own credential. For the doctor and the demo.</summary>
internal sealed class ExchangeHttp(ExchangeAddresses addresses, TimeProvider clock) : IDisposable
{
    private static readonly TimeSpan Timeout = TimeSpan.FromSeconds(30);
    private readonly HttpClient _http = new(new SocketsHttpHandler { AllowAutoRedirect = false, UseProxy = false }) { Timeout = Timeout };

    public ExchangeAddresses Addresses => addresses;

    /// <summary>Asks for a token with a client secret.</summary>
    /// <returns>The answer, and the token when it was granted.</returns>
    public async Task<(HttpStatusCode Status, SecretText? Token)> TokenAsync(ClientCredential credential, CancellationToken cancellation)
    {
        using var form = new FormUrlEncodedContent(
        [
            new("grant_type", "client_credentials"), new("client_id", credential.Id), new("client_secret", credential.Secret.Reveal()),
        ]);
        using var answer = await _http.PostAsync(addresses.Token, form, cancellation);
        if (!answer.IsSuccessStatusCode)
            return (answer.StatusCode, null);
        using var body = JsonDocument.Parse(await answer.Content.ReadAsStringAsync(cancellation));
        return (answer.StatusCode, new SecretText(body.RootElement.GetProperty("access_token").GetString()!));
    }

    /// <summary>Exchanges a token for session keys (<c>AssumeRoleWithWebIdentity</c>).</summary>
    /// <returns>The answer, with its error code, and the keys when they were given.</returns>
    public async Task<(HttpStatusCode Status, string Code, RoleKeys? Keys)> AssumeRoleAsync(
        ClientCredential credential, SecretText token, CancellationToken cancellation)
    {
        using var form = new FormUrlEncodedContent(
        [
            new("Action", "AssumeRoleWithWebIdentity"), new("Version", "2011-06-15"), new("RoleArn", credential.RoleArn),
            new("RoleSessionName", "bourse-cli"), new("WebIdentityToken", token.Reveal()),
        ]);
        using var answer = await _http.PostAsync(addresses.Storage, form, cancellation);
        var text = await answer.Content.ReadAsStringAsync(cancellation);
        if (!answer.IsSuccessStatusCode)
            return (answer.StatusCode, AwsErrorCode.Of(text), null);
        var body = XDocument.Parse(text);
        string Field(string name) => body.Descendants().Single(element => element.Name.LocalName == name).Value;
        var keys = new SigningCredentials(Field("AccessKeyId"), new SecretText(Field("SecretAccessKey")), Field("SessionToken"));
        return (answer.StatusCode, "", new RoleKeys(keys, Field("Expiration")));
    }

    /// <summary>Gets with a bearer token. The caller disposes the answer.</summary>
    public async Task<HttpResponseMessage> GetAsync(Uri address, SecretText token, CancellationToken cancellation)
    {
        using var request = new HttpRequestMessage(HttpMethod.Get, address);
        request.Headers.Authorization = new AuthenticationHeaderValue("Bearer", token.Reveal());
        return await _http.SendAsync(request, cancellation);
    }

    /// <summary>Loads a table with keys to its objects. The caller disposes the answer.</summary>
    public async Task<HttpResponseMessage> LoadTableAsync(string product, string table, SecretText token, CancellationToken cancellation)
    {
        using var request = new HttpRequestMessage(HttpMethod.Get, addresses.Tables($"namespaces/{product}/tables/{table}"));
        request.Headers.Authorization = new AuthenticationHeaderValue("Bearer", token.Reveal());
        request.Headers.Add("X-Iceberg-Access-Delegation", "vended-credentials");
        return await _http.SendAsync(request, cancellation);
    }

    /// <summary>Gets without any credential. The caller disposes the answer.</summary>
    public Task<HttpResponseMessage> GetAsync(Uri address, CancellationToken cancellation) => _http.GetAsync(address, cancellation);

    /// <summary>Posts a form or a document, with a bearer token where given. The caller disposes the answer.</summary>
    public async Task<HttpResponseMessage> PostAsync(Uri address, HttpContent content, SecretText? token, CancellationToken cancellation)
    {
        using var request = new HttpRequestMessage(HttpMethod.Post, address) { Content = content };
        if (token is not null)
            request.Headers.Authorization = new AuthenticationHeaderValue("Bearer", token.Reveal());
        return await _http.SendAsync(request, cancellation);
    }

    /// <summary>Gets with a signature. The caller disposes the answer.</summary>
    /// <param name="address">The address; its query is signed as it stands.</param>
    /// <param name="service">The service of the signature's scope, such as <c>s3</c>.</param>
    /// <param name="keys">The keys.</param>
    /// <param name="cancellation">Cancels.</param>
    /// <param name="completion">Whether it returns with the whole answer, which suits small ones, or when the answer begins.</param>
    public async Task<HttpResponseMessage> GetSignedAsync(Uri address, string service, SigningCredentials keys,
        CancellationToken cancellation, HttpCompletionOption completion = HttpCompletionOption.ResponseContentRead)
    {
        using var request = new HttpRequestMessage(HttpMethod.Get, address);
        var signed = new SigV4Signer(keys, addresses.Region, service, clock).Sign(new SigV4Request
        {
            Method = "GET",
            RawPath = address.AbsolutePath,
            RawQuery = address.Query.TrimStart('?'),
            Headers = [new("host", address.Authority)],
            Body = ReadOnlyMemory<byte>.Empty,
        });
        foreach (var (name, value) in signed)
            request.Headers.TryAddWithoutValidation(name, value);
        return await _http.SendAsync(request, completion, cancellation);
    }

    public void Dispose() => _http.Dispose();
}
