using System.Globalization;
using System.Net;
using System.Text.Json;
using System.Xml.Linq;
using Bourse.Access.Keys;
using Bourse.Cli.Clients;

namespace Bourse.Cli.Doctor;

/// <summary>
/// What a client can do, seen from the client's side and over HTTP alone: sees the database? lists the bucket? counts rows? A check that
/// depends on
/// one that failed is not made.
/// </summary>
internal sealed class ClientChecks(ExchangeHttp http, ClientCredential credential)
{
    private const string NoGrant = "No agreement in force gives it: check the agreement's dates and state with the provider; the "
        + "provider sees the reason in 'bourse audit list'.";
    private readonly List<CheckResult> _results = [];

    /// <summary>Whether the exchange refused the credential.</summary>
    public bool Refused { get; private set; }

    /// <summary>Runs the checks in order.</summary>
    public async Task<IReadOnlyList<CheckResult>> RunAsync(CancellationToken cancellation)
    {
        try
        {
            if (await TokenAsync(cancellation) is { } token && await DatabaseAsync(token, cancellation) is { } product
                && await BucketAsync(token, product, cancellation))
                await RowsAsync(token, product, cancellation);
        }
        catch (HttpRequestException e)
        {
            _results.Add(new("reach the exchange", CheckState.Fail, e.Message,
                "Check the addresses against the welcome message, and that nothing between here and there blocks them."));
        }
        return _results;
    }

    private async Task<SecretText?> TokenAsync(CancellationToken cancellation)
    {
        var (status, token) = await http.TokenAsync(credential, cancellation);
        Refused = status is HttpStatusCode.Unauthorized or HttpStatusCode.Forbidden;
        _results.Add(token is not null
            ? new("get a token", CheckState.Pass, $"as client {credential.Id}")
            : new("get a token", CheckState.Fail, Http(status), status switch
            {
                HttpStatusCode.Unauthorized =>
                    "The client id or secret is wrong or has ended (secrets live 90 days); ask the provider for a new activation link.",
                HttpStatusCode.TooManyRequests => "Too many wrong attempts from this address; wait a minute.",
                _ => $"{http.Addresses.Token} is not the token endpoint; take it from the welcome message.",
            }));
        return token;
    }

    private async Task<string?> DatabaseAsync(SecretText token, CancellationToken cancellation)
    {
        using var answer = await http.GetAsync(http.Addresses.Tables("namespaces"), token, cancellation);
        if (!answer.IsSuccessStatusCode)
        {
            _results.Add(new("see the database", CheckState.Fail, Http(answer.StatusCode),
                $"{http.Addresses.Catalog} is not the catalogue, or {http.Addresses.Warehouse} not its warehouse; take both from the "
                    + $"welcome message."));
            return null;
        }
        using var body = JsonDocument.Parse(await answer.Content.ReadAsStringAsync(cancellation));
        var products = body.RootElement.GetProperty("namespaces").EnumerateArray().Select(each => each[0].GetString()!).ToList();
        _results.Add(products.Count > 0
            ? new("see the database", CheckState.Pass, string.Join(", ", products))
            : new("see the database", CheckState.Fail, "there is none", NoGrant));
        return products.FirstOrDefault();
    }

    private async Task<bool> BucketAsync(SecretText token, string product, CancellationToken cancellation)
    {
        var (status, keys) = await http.AssumeRoleAsync(credential, token, cancellation);
        if (keys is null)
        {
            _results.Add(new("get session keys", CheckState.Fail, Http(status), status == HttpStatusCode.Forbidden ? NoGrant
                : $"{http.Addresses.Storage} is not the endpoint of S3 and STS; take it from the welcome message."));
            return false;
        }
        _results.Add(new("get session keys", CheckState.Pass, $"as {credential.RoleArn}"));
        using var answer = await http.GetSignedAsync(new Uri(http.Addresses.Storage, $"/{product}?list-type=2"), "s3", keys, cancellation);
        var text = await answer.Content.ReadAsStringAsync(cancellation);
        if (!answer.IsSuccessStatusCode)
        {
            var code = text.StartsWith('<') ? XDocument.Parse(text).Descendants("Code").FirstOrDefault()?.Value ?? "" : "";
            _results.Add(new("list the bucket", CheckState.Fail, $"{Http(answer.StatusCode)} {code}", code switch
            {
                "RequestTimeTooSkewed" => "Set this machine's clock: signatures hold for 15 minutes.",
                "SignatureDoesNotMatch" => $"Something between here and {http.Addresses.Storage} changes requests, or the region "
                    + $"{http.Addresses.Region} is wrong.",
                "AuthorizationHeaderMalformed" => $"The region {http.Addresses.Region} is wrong; take it from the welcome message.",
                _ => NoGrant,
            }));
            return false;
        }
        var objects = XDocument.Parse(text).Descendants().Count(element => element.Name.LocalName == "Key");
        _results.Add(objects > 0
            ? new("list the bucket", CheckState.Pass, string.Create(CultureInfo.InvariantCulture, $"{objects} objects in {product}"))
            : new("list the bucket", CheckState.Fail, $"{product} is empty", "Ask the provider whether a revision is published."));
        return objects > 0;
    }

    private async Task RowsAsync(SecretText token, string product, CancellationToken cancellation)
    {
        using var listed = await http.GetAsync(http.Addresses.Tables($"namespaces/{product}/tables"), token, cancellation);
        if (!listed.IsSuccessStatusCode)
        {
            _results.Add(new($"list the tables of {product}", CheckState.Fail, Http(listed.StatusCode), NoGrant));
            return;
        }
        using var tables = JsonDocument.Parse(await listed.Content.ReadAsStringAsync(cancellation));
        foreach (var table in tables.RootElement.GetProperty("identifiers").EnumerateArray().Select(each =>
            each.GetProperty("name").GetString()!))
        {
            using var answer = await http.GetAsync(http.Addresses.Tables($"namespaces/{product}/tables/{table}"), token, cancellation);
            if (!answer.IsSuccessStatusCode)
            {
                _results.Add(new($"count rows of {product}.{table}", CheckState.Fail, Http(answer.StatusCode), NoGrant));
                continue;
            }
            using var body = JsonDocument.Parse(await answer.Content.ReadAsStringAsync(cancellation));
            var metadata = body.RootElement.GetProperty("metadata");
            var current = metadata.GetProperty("current-snapshot-id").GetInt64();
            var summary = metadata.GetProperty("snapshots").EnumerateArray().Single(each =>
                each.GetProperty("snapshot-id").GetInt64() == current).GetProperty("summary");
            _results.Add(new($"count rows of {product}.{table}", CheckState.Pass,
                $"{summary.GetProperty("total-records").GetString()} rows"));
        }
    }

    private static string Http(HttpStatusCode status) => $"HTTP {(int)status}";
}
