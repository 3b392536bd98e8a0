using System.Text.Json;
using Bourse.Server.Tests.World;

namespace Bourse.Server.Tests.Protocols.Iceberg;

/// <summary>The REST catalogue's answers against the specification's own OpenAPI document.</summary>
[Collection(WorldCollection.Name)]
public sealed class CatalogDocumentsTests(WorldFixture fixture)
{
    private const string OpenApi = "vectors/iceberg-spec-testdata/open-api/rest-catalog-open-api.yaml";
    private const string Table = "/iceberg/v1/bourse/namespaces/portfolio-analytics/tables/nav_history";

    [SharedFact(OpenApi)]
    public async Task Every_answer_has_the_form_the_specification_gives_it()
    {
        var schemas = new OpenApiSchema(SharedData.Path(OpenApi));
        foreach (var (target, status, schema) in new[]
        {
            ("/iceberg/v1/config", 200, "CatalogConfig"),
            ("/iceberg/v1/config?warehouse=other", 404, "IcebergErrorResponse"),
            ("/iceberg/v1/bourse/namespaces", 200, "ListNamespacesResponse"),
            ("/iceberg/v1/bourse/namespaces?parent=portfolio-analytics", 200, "ListNamespacesResponse"),
            ("/iceberg/v1/bourse/namespaces?parent=other-product", 403, "IcebergErrorResponse"),
            ("/iceberg/v1/bourse/namespaces/portfolio-analytics", 200, "GetNamespaceResponse"),
            ("/iceberg/v1/bourse/namespaces/portfolio-analytics/tables", 200, "ListTablesResponse"),
            (Table, 200, "LoadTableResult"),
            (Table + "/credentials", 200, "LoadCredentialsResponse"),
            ("/iceberg/v1/bourse/namespaces/portfolio-analytics/tables/other", 403, "IcebergErrorResponse"),
            ("/iceberg/v1/bourse/namespaces/a%1Fb/tables", 403, "IcebergErrorResponse"),
            ("/iceberg/v1/elsewhere/namespaces", 404, "IcebergErrorResponse"),
            ("/iceberg/v1/nothing", 404, "IcebergErrorResponse"),
        })
        {
            var (actual, document) = await GetAsync(target);
            Assert.True(status == actual, $"{target}: {actual}, expected {status}");
            Assert.Empty(schemas.Mistakes(schema, document));
        }
    }

    [Fact]
    public async Task An_unknown_table_and_one_not_entitled_are_one_answer()
    {
        var (_, unknown) = await GetAsync("/iceberg/v1/bourse/namespaces/portfolio-analytics/tables/unknown");
        var (_, impossible) = await GetAsync("/iceberg/v1/bourse/namespaces/portfolio-analytics/tables/*.*");
        var (_, elsewhere) = await GetAsync("/iceberg/v1/bourse/namespaces/unknown-product/tables/nav_history");
        Assert.Equal(unknown.ToString(), impossible.ToString());
        Assert.Equal(unknown.ToString(), elsewhere.ToString());
        Assert.Equal("ForbiddenException", unknown.GetProperty("error").GetProperty("type").GetString());
    }

    [Theory]
    [InlineData("ClickHouse/26.7.1.1", false)]
    [InlineData("duckdb/v1.5.2(linux_amd64) cpp", true)]
    [InlineData("Apache-HttpClient/5.5 (Java/21)", false)]
    [InlineData("PyIceberg/0.10.0", false)]
    public async Task The_endpoint_stands_in_the_tables_config_only_for_the_client_that_looks_nowhere_else(string userAgent, bool inConfig)
    {
        var (_, table) = await GetAsync(Table, ("User-Agent", userAgent), ("X-Iceberg-Access-Delegation", "vended-credentials"));
        var config = table.GetProperty("config");
        Assert.Equal(inConfig, config.TryGetProperty("s3.endpoint", out _));
        var vended = Assert.Single(table.GetProperty("storage-credentials").EnumerateArray());
        Assert.StartsWith("s3://portfolio-analytics/nav_history/", vended.GetProperty("prefix").GetString(), StringComparison.Ordinal);
        Assert.EndsWith("/", vended.GetProperty("prefix").GetString(), StringComparison.Ordinal);
        Assert.Equal(fixture.World.Server.AwsAddress.GetLeftPart(UriPartial.Authority), vended.GetProperty("config").GetProperty("s3.endpoint").GetString());
        foreach (var key in new[] { "s3.access-key-id", "s3.secret-access-key", "s3.session-token", "s3.path-style-access", "client.region" })
            Assert.Equal(config.GetProperty(key).GetString(), vended.GetProperty("config").GetProperty(key).GetString());
    }

    [Fact]
    public async Task A_client_that_asks_for_no_keys_gets_none()
    {
        foreach (var mechanism in new[] { "", "remote-signing" })
        {
            var (_, table) = await GetAsync(Table, ("X-Iceberg-Access-Delegation", mechanism));
            Assert.False(table.TryGetProperty("storage-credentials", out _));
            Assert.DoesNotContain("s3.secret-access-key", table.ToString());
        }
    }

    private async Task<(int Status, JsonElement Document)> GetAsync(string target, params (string Name, string Value)[] headers)
    {
        using var request = WorldRequests.Make(
            fixture.World.Server.OpenAddress, HttpMethod.Get, target, fixture.World.Hedge, RequestAuth.Bearer, "execute-api");
        foreach (var (name, value) in headers)
            Assert.True(request.Headers.TryAddWithoutValidation(name, value));
        using var answer = await fixture.Http.SendAsync(request);
        using var document = JsonDocument.Parse(await answer.Content.ReadAsStringAsync());
        return ((int)answer.StatusCode, document.RootElement.Clone());
    }
}
