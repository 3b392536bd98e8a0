using System.Net.Http.Headers;
using System.Text.Json;
using System.Xml.Linq;
using Bourse.Access.Keys;
using Bourse.Access.Signing;

namespace Bourse.Bench.Serving;

/// <summary>A running exchange as a client sees it: OAuth2 token, catalogue, vended keys, objects.</summary>
internal sealed class ServerUnderTest : IDisposable
{
    private const string S3 = "s3";
    private readonly BenchOptions _options;
    private readonly Uri _tablePath;
    private readonly SigV4Signer _signer;

    private ServerUnderTest(BenchOptions options, HttpClient http, Uri tablePath, JsonElement config)
    {
        (_options, Http, _tablePath) = (options, http, tablePath);
        string Value(string name) => config.GetProperty(name).GetString()!;
        var keys = new SigningCredentials(Value("s3.access-key-id"), new SecretText(Value("s3.secret-access-key")), Value("s3.session-token"));
        var region = config.TryGetProperty("client.region", out var given) ? given.GetString()! : options.Region;
        _signer = new SigV4Signer(keys, region, S3, TimeProvider.System);
    }

    public HttpClient Http { get; }

    public static async Task<ServerUnderTest> ConnectAsync(BenchOptions options)
    {
        var http = new HttpClient(new SocketsHttpHandler { MaxConnectionsPerServer = 256 });
        var form = new Dictionary<string, string>
        {
            ["grant_type"] = "client_credentials",
            ["client_id"] = options.ClientId!,
            ["client_secret"] = (await File.ReadAllTextAsync(options.SecretFile!)).Trim(),
        };
        using var body = new FormUrlEncodedContent(form);
        using var granted = await http.PostAsync(new Uri(options.Open!, "/oauth/token"), body);
        var token = (await ReadAsync(granted)).GetProperty("access_token").GetString();
        http.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue("Bearer", token);

        using var answered = await http.GetAsync(new Uri(options.Open!, $"/iceberg/v1/config?warehouse={options.Warehouse}"));
        var prefix = (await ReadAsync(answered)).GetProperty("overrides").GetProperty("prefix").GetString();
        var table = new Uri(options.Open!, $"/iceberg/v1/{prefix}/namespaces/{options.Product}/tables/{options.Table}");
        using var request = LoadRequest(table);
        using var loaded = await http.SendAsync(request);
        return new ServerUnderTest(options, http, table, (await ReadAsync(loaded)).GetProperty("config"));
    }

    /// <summary>One <c>loadTable</c> with vended keys, read to its end.</summary>
    public async Task LoadTableAsync()
    {
        using var request = LoadRequest(_tablePath);
        using var response = await Http.SendAsync(request);
        await response.EnsureSuccessStatusCode().Content.CopyToAsync(Stream.Null);
    }

    /// <summary>One query of the whole table by Delta Sharing, read to its end.</summary>
    /// <returns>How many files it has.</returns>
    public async Task<int> QuerySharedAsync()
    {
        using var body = new StringContent("{}");
        using var response = await Http.PostAsync(
            new Uri(_options.Open!, $"/delta-sharing/shares/{_options.Product}/schemas/default/tables/{_options.Table}/query"), body);
        var lines = await response.EnsureSuccessStatusCode().Content.ReadAsByteArrayAsync();
        // Protocol and metadata come first.
        return lines.AsSpan().Count((byte)'\n') - 2;
    }

    /// <summary>The table's largest object.</summary>
    public async Task<(string Key, long Length)> LargestObjectAsync()
    {
        using var request = Signed("/" + _options.Product, $"list-type=2&prefix={_options.Table}%2F");
        using var response = await Http.SendAsync(request);
        var listing = XDocument.Parse(await response.EnsureSuccessStatusCode().Content.ReadAsStringAsync());
        var name = listing.Root!.Name.Namespace;
        return listing.Descendants(name + "Contents")
            .Select(entry => (entry.Element(name + "Key")!.Value, (long)entry.Element(name + "Size")!))
            .MaxBy(entry => entry.Item2);
    }

    /// <summary>A signed GET of an object.</summary>
    public HttpRequestMessage GetRequest(string key) => Signed($"/{_options.Product}/{key}", "");

    public void Dispose() => Http.Dispose();

    private HttpRequestMessage Signed(string path, string query)
    {
        var request = new SigV4Request
        {
            Method = "GET",
            RawPath = path,
            RawQuery = query,
            Headers = [new("Host", _options.Aws!.Authority)],
            Body = default,
        };
        var message = new HttpRequestMessage(HttpMethod.Get, new Uri(_options.Aws, query == "" ? path : $"{path}?{query}"));
        foreach (var (name, value) in _signer.Sign(request))
            message.Headers.TryAddWithoutValidation(name, value);
        return message;
    }

    private static HttpRequestMessage LoadRequest(Uri table) =>
        new(HttpMethod.Get, table) { Headers = { { "X-Iceberg-Access-Delegation", "vended-credentials" } } };

    private static async Task<JsonElement> ReadAsync(HttpResponseMessage response)
    {
        var text = await response.Content.ReadAsStringAsync();
        if (!response.IsSuccessStatusCode)
            throw new InvalidOperationException($"{response.RequestMessage!.RequestUri!.AbsolutePath} answered {(int)response.StatusCode}: {text}");
        using var document = JsonDocument.Parse(text);
        return document.RootElement.Clone();
    }
}
