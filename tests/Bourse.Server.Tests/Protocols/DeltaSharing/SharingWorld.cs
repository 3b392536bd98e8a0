using System.Text.Json.Nodes;
using Bourse.DuckDb;
using Bourse.Server.Tests.World;

namespace Bourse.Server.Tests.Protocols.DeltaSharing;

/// <summary>
/// A world of three revisions for tests that change nothing in it: 2 adds rows; 3 changes the hidden column of every row, one value of HEDGE-1, takes a row of HEDGE-2
/// away, adds
/// one, and does as much to a fund of nobody's. And a client of Delta Sharing that knows the protocol's text alone.
/// </summary>
public sealed class SharingWorld : IAsyncLifetime, IDisposable
{
    public const string NavPath = "/delta-sharing/shares/portfolio-analytics/schemas/default/tables/nav_history";

    private readonly HttpClient _http = new(new SocketsHttpHandler { AllowAutoRedirect = false });
    private readonly string _folder = Directory.CreateTempSubdirectory("bourse-sharing-").FullName;
    private readonly DuckDbDatabase _engine;
    private int _downloads;

    public SharingWorld()
    {
        _engine = DuckDbDatabase.Open(new DuckDbOptions { AllowedDirectories = [_folder] });
        Engine = _engine.Connect();
    }

    public ExchangeWorld World { get; private set; } = null!;

    public HttpClient Http => _http;

    public DuckDbConnection Engine { get; }

    public async Task InitializeAsync()
    {
        World = await ExchangeWorld.StartAsync();
        await World.PublishAsync(2);
        await World.PublishReplacedAsync(3, """
            SELECT fund_id, valid_date, known_at, CASE WHEN fund_id IN ('HEDGE-1', 'FUND-NOBODY') AND month(valid_date) = 3 THEN CAST(99.25 AS DECIMAL(18, 6)) ELSE nav END AS nav,
                desk_note || ' MARKER-HIDDEN-COLUMN again' AS desk_note
            FROM now WHERE NOT (fund_id IN ('HEDGE-2', 'FUND-NOBODY') AND month(valid_date) = 2)
            UNION ALL SELECT f, DATE '2025-02-28', TIMESTAMPTZ '2025-03-05 00:00:00+00', CAST(114 AS DECIMAL(18, 6)), 'MARKER-HIDDEN-COLUMN' FROM (VALUES ('HEDGE-2'), ('FUND-NOBODY')) AS t(f)
            """);
    }

    public async Task DisposeAsync() => await World.DisposeAsync();

    public void Dispose()
    {
        _http.Dispose();
        Engine.Dispose();
        _engine.Dispose();
        Directory.Delete(_folder, recursive: true);
    }

    /// <summary>Sends a request with the client's sharing token.</summary>
    public async Task<HttpResponseMessage> SendAsync(HttpMethod method, string target, string? body = null, string? capabilities = null, WorldClient? client = null)
    {
        using var request = WorldRequests.Make(
            World.Server.OpenAddress, method, target, client ?? World.Hedge, RequestAuth.Sharing, "execute-api",
            body is null ? null : (System.Text.Encoding.UTF8.GetBytes(body), "application/json"),
            capabilities is null ? [] : [KeyValuePair.Create("delta-sharing-capabilities", capabilities)]);
        return await _http.SendAsync(request);
    }

    /// <summary>The lines of an answer that succeeds.</summary>
    public async Task<List<JsonObject>> LinesAsync(string target, string? body = null, string? capabilities = null, WorldClient? client = null)
    {
        using var answer = await SendAsync(body is null ? HttpMethod.Get : HttpMethod.Post, target, body, capabilities, client);
        var text = await answer.Content.ReadAsStringAsync();
        Assert.True(answer.IsSuccessStatusCode, $"{(int)answer.StatusCode}: {text}");
        Assert.Equal("application/x-ndjson; charset=utf-8", answer.Content.Headers.ContentType!.ToString());
        return [.. text.Split('\n', StringSplitOptions.RemoveEmptyEntries).Select(line => JsonNode.Parse(line)!.AsObject())];
    }

    /// <summary>A failing answer's status and code.</summary>
    public async Task<(int Status, string Code, string Message)> ErrorAsync(string target, string? body = null, string? capabilities = null)
    {
        using var answer = await SendAsync(body is null ? HttpMethod.Get : HttpMethod.Post, target, body, capabilities);
        var error = JsonNode.Parse(await answer.Content.ReadAsStringAsync())!.AsObject();
        Assert.Equal(["errorCode", "message"], error.Select(member => member.Key));
        return ((int)answer.StatusCode, (string)error["errorCode"]!, (string)error["message"]!);
    }

    /// <summary>A file, by its link alone.</summary>
    public async Task<byte[]> DownloadAsync(string url) => await _http.GetByteArrayAsync(new Uri(url));

    /// <summary>Downloads files and gives a list of them for <c>read_parquet</c>.</summary>
    public async Task<string> FilesAsync(IEnumerable<string> urls)
    {
        var paths = new List<string>();
        foreach (var url in urls)
        {
            paths.Add(Path.Combine(_folder, $"{Interlocked.Increment(ref _downloads)}.parquet"));
            await File.WriteAllBytesAsync(paths[^1], await DownloadAsync(url));
        }
        return $"[{string.Join(", ", paths.Select(Sql.Literal))}]";
    }

    /// <summary>The rows of a SELECT as texts.</summary>
    public List<string> Rows(string sql)
    {
        using var result = Engine.Query(sql);
        return [.. result.Rows().Select(row => string.Join('|', row.Select(cell => Convert.ToString(cell, System.Globalization.CultureInfo.InvariantCulture))))];
    }

    /// <summary>All rows of a version, in order.</summary>
    public async Task<List<string>> VersionRowsAsync(int version, WorldClient? client = null)
    {
        var lines = await LinesAsync(NavPath + "/query", $$"""{"version":{{version}}}""", client: client);
        return Rows(Texts($"read_parquet({await FilesAsync(Urls(lines))})"));
    }

    /// <summary>A SELECT of a table's rows as texts, in order.</summary>
    public static string Texts(string from) =>
        $"SELECT fund_id, CAST(valid_date AS VARCHAR), CAST(known_at AS VARCHAR), CAST(nav AS VARCHAR) FROM {from} ORDER BY ALL";

    /// <summary>The links of the files in an answer in Parquet format.</summary>
    public static IEnumerable<string> Urls(IEnumerable<JsonObject> lines) => lines.Where(line => line["file"] is not null).Select(line => (string)line["file"]!["url"]!);
}
