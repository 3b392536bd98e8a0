using System.Globalization;
using System.Net;
using System.Text.Json;
using System.Xml;
using System.Xml.Linq;
using Bourse.Access.Keys;
using Bourse.Access.Signing;
using Bourse.Cli.Clients;
using Bourse.DuckDb;
using Bourse.Iceberg;
using Bourse.Query.Engines;
using Bourse.Query.Workers;

namespace Bourse.Cli.Doctor;

/// <summary>
/// What a client can do, seen from the client's side and over HTTP alone: sees the database? lists the bucket? counts rows? A check that
/// depends on one that failed is not made.
/// </summary>
internal sealed class ClientChecks(ExchangeHttp http, ClientCredential credential, IFileEngine engine)
{
    private readonly List<CheckResult> _results = [];
    private readonly ClientAdvice _advice = new(http.Addresses);

    /// <summary>Whether the exchange refused access somewhere.</summary>
    public bool Refused { get; private set; }

    /// <summary>Runs the checks in order.</summary>
    public async Task<IReadOnlyList<CheckResult>> RunAsync(CancellationToken cancellation)
    {
        try
        {
            if (await TokenAsync(cancellation) is { } token && await DatabasesAsync(token, cancellation) is { Count: > 0 } products
                && await KeysAsync(token, cancellation) is { } keys)
            {
                foreach (var product in products)
                {
                    if (await BucketAsync(keys, product, cancellation))
                        await TablesAsync(token, product, cancellation);
                }
            }
        }
        catch (Exception e) when (e is HttpRequestException or HttpIOException
            || (e is OperationCanceledException && !cancellation.IsCancellationRequested))
        {
            _results.Add(new("reach the exchange", CheckState.Fail, e.Message,
                "Check the addresses against the welcome message, and that nothing between here and there blocks them."));
        }
        catch (Exception e) when (e is JsonException or XmlException or KeyNotFoundException or InvalidOperationException)
        {
            _results.Add(new("understand the exchange", CheckState.Fail, "something else answers than an exchange",
                "Check the addresses against the welcome message, and that nothing between here and there answers in its place."));
        }
        return _results;
    }

    private async Task<SecretText?> TokenAsync(CancellationToken cancellation)
    {
        const string name = "get a token";
        var (status, token) = await http.TokenAsync(credential, cancellation);
        return token is null ? Fail<SecretText>(name, status, "", _advice.ForToken(status)) : Pass(name, $"as client {credential.Id}", token);
    }

    private async Task<IReadOnlyList<string>?> DatabasesAsync(SecretText token, CancellationToken cancellation)
    {
        const string name = "see the database";
        using var answer = await http.GetAsync(http.Addresses.Tables("namespaces"), token, cancellation);
        if (!answer.IsSuccessStatusCode)
            return await CatalogFailsAsync<IReadOnlyList<string>>(name, answer, cancellation);
        using var body = JsonDocument.Parse(await answer.Content.ReadAsStringAsync(cancellation));
        var products = body.RootElement.GetProperty("namespaces").EnumerateArray().Select(each => each[0].GetString()!)
            // Those of single revisions have the same tables.
            .Where(each => !each.Contains('@', StringComparison.Ordinal)).ToList();
        if (products.Count > 0)
            return Pass(name, string.Join(", ", products), products);
        Refused = true;
        _results.Add(new(name, CheckState.Fail, "there is none", ClientAdvice.Refused));
        return null;
    }

    private async Task<SigningCredentials?> KeysAsync(SecretText token, CancellationToken cancellation)
    {
        const string name = "get session keys";
        var (status, code, keys) = await http.AssumeRoleAsync(credential, token, cancellation);
        return keys is null ? Fail<SigningCredentials>(name, status, code, _advice.ForStorage(status, code)) : Pass(name, $"as {credential.RoleArn}", keys.Keys);
    }

    private async Task<bool> BucketAsync(SigningCredentials keys, string product, CancellationToken cancellation)
    {
        var name = $"list the bucket {product}";
        using var answer = await http.GetSignedAsync(new Uri(http.Addresses.Storage, $"/{product}?list-type=2"), "s3", keys, cancellation);
        var text = await answer.Content.ReadAsStringAsync(cancellation);
        if (!answer.IsSuccessStatusCode)
        {
            var code = AwsErrorCode.Of(text);
            Fail<object>(name, answer.StatusCode, code, _advice.ForStorage(answer.StatusCode, code));
            return false;
        }
        var page = XDocument.Parse(text);
        var objects = page.Descendants().Count(element => element.Name.LocalName == "Key");
        var more = page.Descendants().Any(element => element.Name.LocalName == "IsTruncated" && element.Value == "true");
        _results.Add(objects > 0
            ? new(name, CheckState.Pass, string.Create(CultureInfo.InvariantCulture, $"{objects} objects{(more ? " and more" : "")}"))
            : new(name, CheckState.Fail, "it is empty", "Ask the provider whether a revision is published."));
        return objects > 0;
    }

    private async Task TablesAsync(SecretText token, string product, CancellationToken cancellation)
    {
        using var listed = await http.GetAsync(http.Addresses.Tables($"namespaces/{product}/tables"), token, cancellation);
        if (!listed.IsSuccessStatusCode)
        {
            await CatalogFailsAsync<object>($"list the tables of {product}", listed, cancellation);
            return;
        }
        using var tables = JsonDocument.Parse(await listed.Content.ReadAsStringAsync(cancellation));
        foreach (var table in tables.RootElement.GetProperty("identifiers").EnumerateArray())
            await RowsAsync(token, product, table.GetProperty("name").GetString()!, cancellation);
    }

    private async Task RowsAsync(SecretText token, string product, string table, CancellationToken cancellation)
    {
        var name = $"count rows of {product}.{table}";
        using var answer = await http.LoadTableAsync(product, table, token, cancellation);
        if (!answer.IsSuccessStatusCode)
        {
            await CatalogFailsAsync<object>(name, answer, cancellation);
            return;
        }
        var vended = VendedTable.Read(await answer.Content.ReadAsStringAsync(cancellation));
        try
        {
            _results.Add(await new TableCount(http, vended, engine).RunAsync(name, cancellation));
        }
        catch (ObjectRefusedException refused)
        {
            Fail<object>(name, refused.Status, refused.Code, _advice.ForStorage(refused.Status, refused.Code));
        }
        catch (Exception damaged) when (damaged is IcebergFormatException or DuckDbException or WorkerException or NotSupportedException)
        {
            _results.Add(new(name, CheckState.Fail, damaged.Message.Split('\n')[0],
                $"What {http.Addresses.Storage} gives cannot be read; if nothing between here and there changes answers, tell the provider."));
        }
    }

    private T Pass<T>(string name, string found, T value)
    {
        _results.Add(new(name, CheckState.Pass, found));
        return value;
    }

    private async Task<T?> CatalogFailsAsync<T>(string name, HttpResponseMessage answer, CancellationToken cancellation)
        where T : class
    {
        var type = CatalogErrorType.Of(await answer.Content.ReadAsStringAsync(cancellation));
        return Fail<T>(name, answer.StatusCode, type, _advice.ForCatalog(answer.StatusCode, type));
    }

    private T? Fail<T>(string name, HttpStatusCode status, string code, string advice)
        where T : class
    {
        Refused |= advice.StartsWith(ClientAdvice.Refused, StringComparison.Ordinal);
        _results.Add(new(name, CheckState.Fail, $"HTTP {(int)status} {code}".TrimEnd(), advice));
        return null;
    }
}
