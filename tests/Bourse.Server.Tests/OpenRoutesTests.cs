using System.Text;
using Bourse.Server.Tests.World;
using Microsoft.AspNetCore.Routing;

namespace Bourse.Server.Tests;

/// <summary>Every route of the open listener with every kind of credential. A route that is not in the table fails the suite.</summary>
[Collection(WorldCollection.Name)]
public sealed class OpenRoutesTests(WorldFixture fixture)
{
    private const string Form = "application/x-www-form-urlencoded";
    private const string Json = "application/json";
    private const string Catalog = "/iceberg/v1/{prefix}";
    private const string Namespace = Catalog + "/namespaces/{namespace}";
    private const string Table = Namespace + "/tables/{table}";
    private const string Source = "/iceberg/v1/lakehouse/namespaces";
    private const string Share = "/delta-sharing/shares/{share}";
    private const string SharedTable = Share + "/schemas/{schema}/tables/{table}";
    private const string SharedNav = "/delta-sharing/shares/portfolio-analytics/schemas/default/tables/nav_history";
    private static readonly RequestAuth[] Good = [RequestAuth.Bearer, RequestAuth.Signed, RequestAuth.Presigned];
    private static readonly RequestAuth[] Bad = [RequestAuth.None, RequestAuth.ForgedBearer, RequestAuth.BadSignature, RequestAuth.BadPresigned];

    private sealed record Route(string Method, string Pattern, string Target, bool Public, int Status, string? Body = null, string? MediaType = null);

    private static readonly Route[] Routes =
    [
        new("POST", "/oauth/token", "/oauth/token", true, 400, "a=b", Form),
        new("POST", "/iceberg/v1/oauth/tokens", "/iceberg/v1/oauth/tokens", true, 400, "a=b", Form),
        new("GET", "/.well-known/oauth-authorization-server", "/.well-known/oauth-authorization-server", true, 200),
        new("GET", "/activate", "/activate?token=abc", true, 200),
        new("HEAD", "/activate", "/activate?token=abc", true, 200),
        new("POST", "/activate", "/activate", true, 410, "token=abc&choice=client_secret", Form),
        new("GET", "/", "/", true, 308),
        new("GET", "/products/{page?}", "/products/none", true, 404),
        new("HEAD", "/products/{page?}", "/products/none", true, 404),
        new("GET", "/v2/audit/checkpoint", "/v2/audit/checkpoint", true, 404),
        new("GET", "/healthz", "/healthz", true, 200),
        new("GET", "/readyz", "/readyz", true, 200),
        new("GET", "/iceberg/v1/config", "/iceberg/v1/config?warehouse=bourse", false, 200),
        new("GET", Catalog + "/namespaces", "/iceberg/v1/bourse/namespaces", false, 200),
        new("GET", Namespace, "/iceberg/v1/bourse/namespaces/portfolio-analytics", false, 200),
        new("HEAD", Namespace, "/iceberg/v1/bourse/namespaces/portfolio-analytics", false, 204),
        new("GET", Namespace + "/tables", "/iceberg/v1/bourse/namespaces/portfolio-analytics/tables", false, 200),
        new("GET", Table, "/iceberg/v1/bourse/namespaces/portfolio-analytics/tables/nav_history", false, 200),
        new("HEAD", Table, "/iceberg/v1/bourse/namespaces/portfolio-analytics/tables/nav_history", false, 204),
        new("GET", Table + "/credentials", "/iceberg/v1/bourse/namespaces/portfolio-analytics/tables/nav_history/credentials", false, 200),
        new("POST", Table + "/metrics", "/iceberg/v1/bourse/namespaces/portfolio-analytics/tables/nav_history/metrics", false, 204,
            """{"report-type":"scan-report"}""", Json),
        new("POST", Catalog + "/{**rest}", "/iceberg/v1/bourse/namespaces", false, 406, "{}", Json),
        new("PUT", Catalog + "/{**rest}", "/iceberg/v1/bourse/anything", false, 406, "{}", Json),
        new("PATCH", Catalog + "/{**rest}", "/iceberg/v1/bourse/anything", false, 406, "{}", Json),
        new("DELETE", Catalog + "/{**rest}", "/iceberg/v1/bourse/namespaces/portfolio-analytics/tables/nav_history", false, 406),
        new("GET", Source, Source, false, 404),
        new("GET", Source + "/{namespace}", Source + "/gold", false, 404),
        new("HEAD", Source + "/{namespace}", Source + "/gold", false, 404),
        new("GET", Source + "/{namespace}/tables", Source + "/gold/tables", false, 404),
        new("POST", Source + "/{namespace}/tables", Source + "/gold/tables", false, 404, "{}", Json),
        new("GET", Source + "/{namespace}/tables/{table}", Source + "/gold/tables/nav_history", false, 404),
        new("HEAD", Source + "/{namespace}/tables/{table}", Source + "/gold/tables/nav_history", false, 404),
        new("POST", Source + "/{namespace}/tables/{table}", Source + "/gold/tables/nav_history", false, 404, "{}", Json),
        new("POST", "/iceberg/v1/lakehouse/transactions/commit", "/iceberg/v1/lakehouse/transactions/commit", false, 404, "{}", Json),
        new("GET", "/delta-sharing/files/{link}.parquet", "/delta-sharing/files/none.parquet", true, 403),
        new("HEAD", "/delta-sharing/files/{link}.parquet", "/delta-sharing/files/none.parquet", true, 403),
        new("GET", "/delta-sharing/profile", "/delta-sharing/profile?token=abc", true, 200),
        new("HEAD", "/delta-sharing/profile", "/delta-sharing/profile?token=abc", true, 200),
        new("POST", "/delta-sharing/profile", "/delta-sharing/profile", true, 410, "token=abc", Form),
        new("GET", "/delta-sharing/shares", "/delta-sharing/shares", false, 200),
        new("GET", Share, "/delta-sharing/shares/portfolio-analytics", false, 200),
        new("GET", Share + "/schemas", "/delta-sharing/shares/portfolio-analytics/schemas", false, 200),
        new("GET", Share + "/all-tables", "/delta-sharing/shares/portfolio-analytics/all-tables", false, 200),
        new("GET", Share + "/schemas/{schema}/tables", "/delta-sharing/shares/portfolio-analytics/schemas/default/tables", false, 200),
        new("HEAD", SharedTable, SharedNav, false, 200),
        new("GET", SharedTable + "/version", SharedNav + "/version", false, 200),
        new("HEAD", SharedTable + "/version", SharedNav + "/version", false, 200),
        new("GET", SharedTable + "/metadata", SharedNav + "/metadata", false, 200),
        new("POST", SharedTable + "/query", SharedNav + "/query", false, 200, "{}", Json),
        new("GET", SharedTable + "/changes", SharedNav + "/changes?startingVersion=1", false, 200),
        new("POST", SharedTable + "/queries/{query}", SharedNav + "/queries/none", false, 400, "{}", Json),
        new("POST", SharedTable + "/temporary-table-credentials", SharedNav + "/temporary-table-credentials", false, 400, "{}", Json),
        new("GET", "/v2/products", "/v2/products", false, 200),
        new("GET", "/v2/products/{product}/revisions", "/v2/products/portfolio-analytics/revisions", false, 200),
        new("GET", "/v2/funds/{fundId}/nav", "/v2/funds/HEDGE-1/nav", false, 200),
        new("POST", "/v2/webhooks", "/v2/webhooks", false, 400, "[]", Json),
        new("GET", "/v2/webhooks", "/v2/webhooks", false, 200),
        new("DELETE", "/v2/webhooks/{id}", "/v2/webhooks/none", false, 404),
        new("GET", "/v2/events/stream", "/v2/events/stream?after=none", false, 410),
    ];

    public static TheoryData<string> Keys => [.. Routes.Select(KeyOf)];

    [Fact]
    public void Every_route_of_the_REST_interface_is_described()
    {
        var page = File.ReadAllText(Path.Combine(Repository.Root, "docs", "rest-api.md"));
        Assert.All(Routes.Where(route => route.Pattern.StartsWith("/v2/", StringComparison.Ordinal)),
            route => Assert.Contains($"| `{route.Method} {route.Pattern}` |", page, StringComparison.Ordinal));
    }

    [Fact]
    public void Every_route_is_in_the_table()
    {
        var mapped = fixture.World.Server.OpenEndpoints.OfType<RouteEndpoint>().SelectMany(endpoint =>
            endpoint.Metadata.GetRequiredMetadata<HttpMethodMetadata>().HttpMethods.Select(method => $"{method} {endpoint.RoutePattern.RawText}"));
        Assert.Equal(Routes.Select(KeyOf).Order(), mapped.Order());
    }

    [Theory]
    [MemberData(nameof(Keys))]
    public async Task A_route_answers_each_credential_as_it_must(string key)
    {
        var route = Routes.Single(r => KeyOf(r) == key);
        foreach (var auth in Enum.GetValues<RequestAuth>())
        {
            var isGood = Good.Contains(auth) || (auth == RequestAuth.Sharing && route.Pattern.StartsWith("/delta-sharing/", StringComparison.Ordinal));
            var expected = route.Public || isGood ? route.Status : Bad.Contains(auth) || auth == RequestAuth.Sharing ? 401 : 400;
            using var answer = await SendAsync(route, auth);
            Assert.True(expected == (int)answer.StatusCode, $"{key} with {auth}: {(int)answer.StatusCode}, expected {expected}");
            Assert.Matches("^[0-9A-F]{16}$", Assert.Single(answer.Headers.GetValues("x-request-id")));
            Assert.False(answer.Headers.Contains("Server"));
        }
    }

    private static string KeyOf(Route route) => $"{route.Method} {route.Pattern}";

    private async Task<HttpResponseMessage> SendAsync(Route route, RequestAuth auth)
    {
        (byte[], string)? body = route.Body is null ? null : (Encoding.UTF8.GetBytes(route.Body), route.MediaType!);
        using var request = WorldRequests.Make(
            fixture.World.Server.OpenAddress, new HttpMethod(route.Method), route.Target, fixture.World.Hedge, auth, "execute-api", body);
        return await fixture.Http.SendAsync(request);
    }
}
