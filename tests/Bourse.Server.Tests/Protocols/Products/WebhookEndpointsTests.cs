using System.Net;
using System.Text;
using System.Text.Json;
using Bourse.Server.Tests.World;

namespace Bourse.Server.Tests.Protocols.Products;

[Collection(WorldCollection.Name)]
public sealed class WebhookEndpointsTests(WorldFixture fixture)
{
    [Fact]
    public async Task A_webhook_is_registered_with_its_secret_listed_without_and_removed_by_its_owner_only()
    {
        using var created = await SendAsync(HttpMethod.Post, "/v2/webhooks", fixture.World.Hedge, """{"url":"http://127.0.0.1:9/hook","events":"revision.*"}""");
        Assert.Equal(HttpStatusCode.Created, created.StatusCode);
        using var registered = JsonDocument.Parse(await created.Content.ReadAsStringAsync());
        var id = registered.RootElement.GetProperty("id").GetString();
        Assert.StartsWith("whsec_", registered.RootElement.GetProperty("secret").GetString(), StringComparison.Ordinal);

        using var list = await SendAsync(HttpMethod.Get, "/v2/webhooks", fixture.World.Hedge);
        Assert.Equal(
            $$"""{"webhooks":[{"id":"{{id}}","url":"http://127.0.0.1:9/hook","events":"revision.*"}]}""", await list.Content.ReadAsStringAsync());
        using var others = await SendAsync(HttpMethod.Get, "/v2/webhooks", fixture.World.Pension);
        Assert.Equal("""{"webhooks":[]}""", await others.Content.ReadAsStringAsync());
        using var foreign = await SendAsync(HttpMethod.Delete, $"/v2/webhooks/{id}", fixture.World.Pension);
        Assert.Equal(HttpStatusCode.NotFound, foreign.StatusCode);
        using var removed = await SendAsync(HttpMethod.Delete, $"/v2/webhooks/{id}", fixture.World.Hedge);
        Assert.Equal(HttpStatusCode.NoContent, removed.StatusCode);
        Assert.Equal(["register-webhook", "remove-webhook"], await fixture.World.RecordedActionsAsync(id!));
    }

    [Theory]
    [InlineData("")]
    [InlineData("{")]
    [InlineData("[]")]
    [InlineData("{}")]
    [InlineData("""{"url":1}""")]
    [InlineData("""{"url":"\ud800"}""")]
    [InlineData("""{"\ud800":"https://a.example/"}""")]
    [InlineData("""{"url":"/relative"}""")]
    [InlineData("""{"url":"https://a.example/","url":"https://b.example/"}""")]
    [InlineData("""{"url":"https://a.example/","account":"333333333333"}""")]
    [InlineData("""{"url":"http://169.254.169.254/latest"}""")]
    [InlineData("""{"url":"https://a.example/","events":"no good"}""")]
    [InlineData("""{"url":"http://127.0.0.1:9/hook","events":"revison.*"}""")]
    public async Task A_malformed_or_forbidden_wish_is_a_problem_that_names_what_to_change(string body)
    {
        using var answer = await SendAsync(HttpMethod.Post, "/v2/webhooks", fixture.World.Hedge, body);
        Assert.Equal(HttpStatusCode.BadRequest, answer.StatusCode);
        Assert.Equal("application/problem+json", answer.Content.Headers.ContentType!.MediaType);
        using var problem = JsonDocument.Parse(await answer.Content.ReadAsStringAsync());
        Assert.Equal(Assert.Single(answer.Headers.GetValues("x-request-id")), problem.RootElement.GetProperty("requestId").GetString());
    }

    private async Task<HttpResponseMessage> SendAsync(HttpMethod method, string target, WorldClient client, string? body = null)
    {
        (byte[], string)? content = body is null ? null : (Encoding.UTF8.GetBytes(body), "application/json");
        using var request = WorldRequests.Make(fixture.World.Server.OpenAddress, method, target, client, RequestAuth.Signed, "execute-api", content);
        return await fixture.Http.SendAsync(request);
    }
}
