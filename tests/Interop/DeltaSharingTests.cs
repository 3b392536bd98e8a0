using System.Text.Json;
using System.Text.Json.Nodes;
using Bourse.Server.Tests.World;

namespace Bourse.Interop.Tests;

/// <summary>Delta Sharing by a client that was written from the protocol's text, with pandas, and its links by ClickHouse.</summary>
public sealed class DeltaSharingTests : IAsyncLifetime, IDisposable
{
    private const string Nav = "/delta-sharing/shares/portfolio-analytics/schemas/default/tables/nav_history";
    private const string Columns = "fund_id, toString(valid_date), toString(known_at, 'UTC'), toString(nav)";

    private static readonly JsonSerializerOptions s_plain = new() { Encoder = System.Text.Encodings.Web.JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    private readonly string _folder = Directory.CreateTempSubdirectory("bourse-sharing-").FullName;
    private readonly HttpClient _http = new();
    private ExchangeWorld _world = null!;

    public async Task InitializeAsync()
    {
        _world = await ExchangeWorld.StartAsync();
        await _world.PublishAsync(2);
        await _world.PublishReplacedAsync(3, "SELECT * FROM now WHERE NOT (fund_id = 'HEDGE-2' AND month(valid_date) = 2)");
    }

    public async Task DisposeAsync() => await _world.DisposeAsync();

    public void Dispose()
    {
        _http.Dispose();
        Directory.Delete(_folder, recursive: true);
    }

    [ToolFact("pandas")]
    public async Task Pandas_reads_each_version_and_its_changes_by_both_kinds_of_profile()
    {
        var byToken = await ReadAsync(new JsonObject
        {
            ["shareCredentialsVersion"] = 1, ["endpoint"] = $"{Open}/delta-sharing/", ["bearerToken"] = _world.Hedge.SharingToken,
            ["expirationTime"] = "2049-11-12T00:12:29.0Z",
        });
        Assert.Equal("""["portfolio-analytics"] ["portfolio-analytics.default.nav_history"] 3""", $"{Json(byToken["shares"])} {Json(byToken["tables"])} {byToken["version"]}");
        Assert.Equal("""{"fund_id":"object","valid_date":"object","known_at":"datetime64[ns, UTC]","nav":"object"}""", Json(byToken["kinds"]));
        Assert.Equal([24, 26, 25], byToken["rows"]!.AsObject().Select(version => version.Value!.AsArray().Count));
        Assert.Equal("""["HEDGE-1","2024-01-31","2024-02-05 00:00:00+00:00","101.000000"]""", Json(byToken["rows"]!["1"]![0]));
        Assert.Equal((5, 2, "403 FORBIDDEN"), ((int)byToken["limited"]!, (int)byToken["hinted"]!, (string)byToken["unknown"]!));
        var changes = byToken["changes"]!.AsArray().GroupBy(row => $"{row![4]} {row[5]}").ToDictionary(group => group.Key, group => group.Count());
        Assert.Equal(new Dictionary<string, int> { ["insert 1"] = 24, ["insert 2"] = 2, ["delete 3"] = 1 }, changes);

        var byClient = await ReadAsync(new JsonObject
        {
            ["shareCredentialsVersion"] = 2, ["type"] = "oauth_client_credentials", ["endpoint"] = $"{Open}/delta-sharing", ["tokenEndpoint"] = $"{Open}/oauth/token",
            ["clientId"] = _world.Hedge.ClientId, ["clientSecret"] = _world.Hedge.Secret,
        });
        Assert.Equal(Json(byToken), Json(byClient));
        Assert.DoesNotContain("MARKER", Json(byToken), StringComparison.Ordinal);
    }

    [ToolFact("chdb")]
    public async Task ClickHouse_reads_the_links_of_each_version_as_it_reads_that_revision_by_the_catalogue()
    {
        var statements = new List<string>();
        for (var version = 1; version <= 3; version++)
        {
            using var request = new HttpRequestMessage(HttpMethod.Post, new Uri(Open + Nav + "/query"))
            {
                Headers = { Authorization = new("Bearer", _world.Hedge.SharingToken) },
                Content = new StringContent($$"""{"version":{{version}}}"""),
            };
            using var answer = await _http.SendAsync(request);
            var urls = (await answer.Content.ReadAsStringAsync()).Split('\n', StringSplitOptions.RemoveEmptyEntries).Skip(2)
                .Select(line => (string)JsonNode.Parse(line)!["file"]!["url"]!);
            statements.Add($"SELECT {Columns} FROM ({string.Join(" UNION ALL ", urls.Select(url => $"SELECT * FROM url('{url}', 'Parquet')"))}) ORDER BY ALL");
            var snapshot = _world.SnapshotOf(_world.Hedge, version);
            statements.Add($"SELECT {Columns} FROM exchange.`portfolio-analytics.nav_history` ORDER BY ALL SETTINGS iceberg_snapshot_id = {snapshot}");
        }
        var answers = await _world.ClickHouseAsync(_world.Hedge, [.. statements]);
        foreach (var pair in answers.Chunk(2))
            Assert.Equal(Rows(pair[1]), Rows(pair[0]));
        Assert.Equal([24, 26, 25], answers.Chunk(2).Select(pair => pair[0].GetProperty("rows").GetArrayLength()));
    }

    private string Open => WorldClients.Address(_world.Server.OpenAddress);

    private async Task<JsonNode> ReadAsync(JsonObject profile)
    {
        var path = Path.Combine(_folder, $"{Guid.NewGuid():N}.share");
        await File.WriteAllTextAsync(path, profile.ToJsonString());
        var root = Path.GetFullPath(Path.Combine(InteropFolder.Path, "..", ".."));
        var run = await ToolRun.RunAsync(
            ToolRun.DebianPython, [Path.Combine(InteropFolder.Path, "Clients", "sharing_peer.py"), Path.Combine(root, "samples", "delta-sharing-client"), path],
            environment: new Dictionary<string, string>
            {
                ["DUCKDB_LIBRARY"] = Directory.GetFiles(AppContext.BaseDirectory, "libduckdb.so", SearchOption.AllDirectories)[0],
            });
        return JsonNode.Parse(run.Succeeded())!;
    }

    private static string Rows(JsonElement answer) =>
        answer.TryGetProperty("rows", out var rows) ? JsonSerializer.Serialize(rows) : answer.GetProperty("error").GetString()!;

    private static string Json(JsonNode? node) => node!.ToJsonString(s_plain);
}
