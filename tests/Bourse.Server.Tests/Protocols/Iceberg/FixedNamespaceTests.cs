using System.Text.Json;
using Bourse.Server.Tests.World;

namespace Bourse.Server.Tests.Protocols.Iceberg;

/// <summary>Namespaces that are fixed at a revision, over HTTP, with one revision revoked.</summary>
public sealed class FixedNamespaceTests : IAsyncLifetime, IDisposable
{
    private const string Namespaces = "/iceberg/v1/bourse/namespaces";
    private const string Revoked = "Revision 2 of portfolio-analytics was revoked: A value was wrong.";

    private readonly HttpClient _http = new();
    private ExchangeWorld _world = null!;

    public async Task InitializeAsync()
    {
        _world = await ExchangeWorld.StartAsync();
        await _world.PublishAsync(2);
        await _world.PublishAsync(3);
    }

    public Task DisposeAsync() => _world.DisposeAsync().AsTask();

    public void Dispose() => _http.Dispose();

    [Fact]
    public async Task A_fixed_namespace_is_the_table_as_its_revision_left_it_and_a_revoked_one_says_why_there_is_none()
    {
        var (_, second) = await GetAsync($"{Namespaces}/portfolio-analytics@2/tables/nav_history");
        var list = ObjectKey(second.GetProperty("metadata").GetProperty("snapshots").EnumerateArray().Last().GetProperty("manifest-list").GetString()!);
        Assert.Equal(200, (await ObjectAsync(list)).Status);
        await _world.RevokeAsync(2, "A value was wrong.");

        Assert.Equal(
            """[["portfolio-analytics"],["portfolio-analytics@3"],["portfolio-analytics@1"]]""",
            (await GetAsync(Namespaces)).Document.GetProperty("namespaces").GetRawText());
        foreach (var number in new[] { 1, 3 })
        {
            var name = $"portfolio-analytics@{number}";
            Assert.Equal("""{"namespace":["NAME"],"properties":{}}""".Replace("NAME", name, StringComparison.Ordinal), (await GetAsync($"{Namespaces}/portfolio-analytics%40{number}")).Document.GetRawText());
            Assert.Equal(
                $$"""{"identifiers":[{"namespace":["{{name}}"],"name":"nav_history"}]}""", (await GetAsync($"{Namespaces}/{name}/tables")).Document.GetRawText());
            await RequireLoadedAsync(name, number);
        }

        foreach (var (target, status, type, message) in new[]
        {
            ($"{Namespaces}/portfolio-analytics@2", 404, "NoSuchNamespaceException", Revoked),
            ($"{Namespaces}/portfolio-analytics@2/tables", 404, "NoSuchNamespaceException", Revoked),
            ($"{Namespaces}?parent=portfolio-analytics@2", 404, "NoSuchNamespaceException", Revoked),
            ($"{Namespaces}/portfolio-analytics@2/tables/nav_history", 404, "NoSuchTableException", Revoked),
            ($"{Namespaces}/portfolio-analytics@2/tables/nav_history/credentials", 404, "NoSuchTableException", Revoked),
            ($"{Namespaces}/portfolio-analytics@4", 404, "NoSuchNamespaceException", "Namespace does not exist: portfolio-analytics@4"),
            ($"{Namespaces}/portfolio-analytics@4/tables/nav_history", 404, "NoSuchTableException", "Table does not exist: portfolio-analytics@4.nav_history"),
            ($"{Namespaces}/portfolio-analytics@01", 403, "ForbiddenException", Forbidden),
            ($"{Namespaces}/portfolio-analytics@", 403, "ForbiddenException", Forbidden),
            ($"{Namespaces}/portfolio-analytics@1@1", 403, "ForbiddenException", Forbidden),
            ($"{Namespaces}/unknown-product@1", 403, "ForbiddenException", Forbidden),
            ($"{Namespaces}/unknown-product@1/tables/nav_history", 403, "ForbiddenException", Forbidden),
            ($"{Namespaces}/portfolio-analytics@1/tables/other", 403, "ForbiddenException", Forbidden),
        })
        {
            var (actual, document) = await GetAsync(target);
            var error = document.GetProperty("error");
            Assert.Equal((target, status, type, message), (target, actual, error.GetProperty("type").GetString(), error.GetProperty("message").GetString()));
        }

        // Its objects too: the addresses are known to whoever loaded it.
        var refused = await ObjectAsync(list);
        Assert.Equal(404, refused.Status);
        Assert.Contains($"<Code>NoSuchKey</Code><Message>{Revoked}</Message>", refused.Text, StringComparison.Ordinal);
        Assert.Equal(
            """[{"number":2,"reason":"A value was wrong."}]""",
            (await GetAsync("/v2/products/portfolio-analytics/revisions")).Document.GetProperty("revoked").GetRawText());
    }

    private static string Forbidden => "There is no such namespace or table, or your agreement does not include it. List the namespaces to see what it includes.";

    // The document is the file that the client is told to read, and its current snapshot is the revision's.
    private async Task RequireLoadedAsync(string name, int number)
    {
        var (status, loaded) = await GetAsync($"{Namespaces}/{name}/tables/nav_history");
        var (_, moving) = await GetAsync($"{Namespaces}/portfolio-analytics/tables/nav_history");
        Assert.Equal(200, status);
        var metadata = loaded.GetProperty("metadata");
        Assert.Equal(_world.SnapshotOf(_world.Hedge, number), metadata.GetProperty("current-snapshot-id").GetInt64());
        Assert.Equal(moving.GetProperty("metadata").GetProperty("table-uuid").GetString(), metadata.GetProperty("table-uuid").GetString());
        Assert.Equal(metadata.GetRawText(), (await ObjectAsync(ObjectKey(loaded.GetProperty("metadata-location").GetString()!))).Text);
    }

    private static string ObjectKey(string location) => location["s3:/".Length..];

    private async Task<(int Status, string Text)> ObjectAsync(string target)
    {
        using var request = WorldRequests.Make(_world.Server.AwsAddress, HttpMethod.Get, target, _world.Hedge, RequestAuth.Signed, "s3");
        using var answer = await _http.SendAsync(request);
        return ((int)answer.StatusCode, await answer.Content.ReadAsStringAsync());
    }

    private async Task<(int Status, JsonElement Document)> GetAsync(string target)
    {
        using var request = WorldRequests.Make(_world.Server.OpenAddress, HttpMethod.Get, target, _world.Hedge, RequestAuth.Bearer, "execute-api");
        using var answer = await _http.SendAsync(request);
        using var document = JsonDocument.Parse(await answer.Content.ReadAsStringAsync());
        return ((int)answer.StatusCode, document.RootElement.Clone());
    }
}
