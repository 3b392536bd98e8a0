using System.Net;

namespace Bourse.Cli.Demo.Chapters;

/// <summary>One small request by each protocol, with credentials that were got before; and one for a new token.</summary>
internal static class ProtocolProbes
{
    /// <summary>Gets the client's credentials and makes the probes, by the protocols' names.</summary>
    public static async Task<IReadOnlyDictionary<string, Func<CancellationToken, Task<HttpStatusCode>>>> PrepareAsync(
        DemoClient client, CancellationToken cancellation)
    {
        var http = client.Http;
        var at = http.Addresses;
        var token = await client.TokenAsync(cancellation);
        var keys = await client.KeysAsync(token, cancellation);
        var scan = await HeldScan.OpenAsync(http, token, DemoWorld.Product, DemoWorld.NavTable, cancellation);
        var fund = client.Agreement.FundIds[0];
        return new Dictionary<string, Func<CancellationToken, Task<HttpStatusCode>>>
        {
            ["OAuth2"] = async cancel => (await http.TokenAsync(client.Credential, cancel)).Status,
            ["S3"] = cancel => StatusAsync(http.GetSignedAsync(at.Object(DemoWorld.Product, scan.AnyKey), "s3", keys, cancel)),
            ["Iceberg REST"] = cancel => StatusAsync(http.LoadTableAsync(DemoWorld.Product, DemoWorld.NavTable, token, cancel)),
            ["STS"] = async cancel => (await http.AssumeRoleAsync(client.Credential, token, cancel)).Status,
            ["REST"] = cancel => StatusAsync(http.GetSignedAsync(at.Api($"/v2/funds/{fund}/nav?from=2017-01-01&to=2017-01-31"),
                "execute-api", keys, cancel)),
        };
    }

    private static async Task<HttpStatusCode> StatusAsync(Task<HttpResponseMessage> asking)
    {
        using var answer = await asking;
        return answer.StatusCode;
    }
}
