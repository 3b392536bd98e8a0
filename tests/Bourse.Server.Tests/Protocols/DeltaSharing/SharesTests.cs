using System.Text.Json.Nodes;

namespace Bourse.Server.Tests.Protocols.DeltaSharing;

public sealed class SharesTests(SharingWorld shared) : IClassFixture<SharingWorld>
{
    private const string Root = "/delta-sharing/shares";

    [Theory]
    [InlineData(Root, """{"items":[{"name":"portfolio-analytics"}]}""")]
    [InlineData(Root + "/Portfolio-Analytics", """{"share":{"name":"portfolio-analytics"}}""")]
    [InlineData(Root + "/portfolio-analytics/schemas", """{"items":[{"name":"default","share":"portfolio-analytics"}]}""")]
    [InlineData(Root + "/portfolio-analytics/schemas/DEFAULT/tables", """{"items":[{"name":"nav_history","schema":"default","share":"portfolio-analytics","id":"…"}]}""")]
    [InlineData(Root + "/portfolio-analytics/all-tables", """{"items":[{"name":"nav_history","schema":"default","share":"portfolio-analytics","id":"…"}]}""")]
    public async Task What_is_shared_is_listed(string target, string expected)
    {
        using var answer = await shared.SendAsync(HttpMethod.Get, target);
        var body = JsonNode.Parse(await answer.Content.ReadAsStringAsync())!;
        if (body["items"]?[0]?["id"] is { } id)
        {
            Assert.True(Guid.TryParse((string)id!, out _));
            body["items"]![0]!["id"] = "…";
        }
        Assert.Equal(JsonNode.Parse(expected)!.ToJsonString(), body.ToJsonString());
    }

    [Theory]
    [InlineData("/shares/other-product", 403, "FORBIDDEN")]
    [InlineData("/shares/No%20Name%21", 403, "FORBIDDEN")]
    [InlineData("/shares/portfolio-analytics/schemas/other/tables", 404, "NOT_FOUND")]
    [InlineData("/shares/portfolio-analytics/schemas/default/tables/other/version", 403, "FORBIDDEN")]
    [InlineData("/shares/other-product/schemas/other/tables/nav_history/version", 403, "FORBIDDEN")]
    [InlineData("/shares/portfolio-analytics/schemas/other/tables/nav_history/version", 404, "NOT_FOUND")]
    [InlineData("/nothing", 404, "NOT_FOUND")]
    [InlineData("/shares?maxResults=-1", 400, "INVALID_PARAMETER_VALUE")]
    [InlineData("/shares?pageToken=AAAA", 400, "INVALID_PARAMETER_VALUE")]
    public async Task What_is_not_there_or_not_granted_is_refused_in_the_protocols_words(string target, int status, string code)
    {
        var error = await shared.ErrorAsync("/delta-sharing" + target);
        Assert.Equal((status, code), (error.Status, error.Code));
    }

    [Fact]
    public async Task Without_a_token_or_with_another_method_the_protocols_own_errors_answer()
    {
        using var anonymous = await shared.Http.GetAsync(new Uri(shared.World.Server.OpenAddress, Root));
        Assert.Equal((401, "Bearer"), ((int)anonymous.StatusCode, anonymous.Headers.WwwAuthenticate.ToString()));
        Assert.Equal("UNAUTHENTICATED", (string)JsonNode.Parse(await anonymous.Content.ReadAsStringAsync())!["errorCode"]!);
        using var deleted = await shared.SendAsync(HttpMethod.Delete, Root);
        Assert.Equal((405, "UNSUPPORTED_OPERATION"), ((int)deleted.StatusCode, (string)JsonNode.Parse(await deleted.Content.ReadAsStringAsync())!["errorCode"]!));
    }

    [Fact]
    public async Task Pages_are_complete_and_a_token_of_another_listing_is_refused()
    {
        using var none = await shared.SendAsync(HttpMethod.Get, Root + "?maxResults=0");
        var page = JsonNode.Parse(await none.Content.ReadAsStringAsync())!;
        Assert.Empty(page["items"]!.AsArray());
        var token = (string)page["nextPageToken"]!;
        using var next = await shared.SendAsync(HttpMethod.Get, $"{Root}?maxResults=1&pageToken={token}");
        Assert.Equal("""{"items":[{"name":"portfolio-analytics"}]}""", await next.Content.ReadAsStringAsync());
        Assert.Equal(
            (400, "INVALID_PARAMETER_VALUE", "pageToken: send the nextPageToken of this very listing, or none."),
            await shared.ErrorAsync($"{Root}/portfolio-analytics/schemas?pageToken={token}"));
    }

    [Fact]
    public void Pages_of_many_names_are_disjoint_ordered_and_complete()
    {
        var names = Enumerable.Range(0, 1203).Select(i => $"n{i:D5}").ToArray();
        foreach (var size in new[] { 1, 7, 500, 1202, 1203, 5000 })
        {
            var read = new List<string>();
            for (string? token = ""; token is not null;)
            {
                var context = new Microsoft.AspNetCore.Http.DefaultHttpContext();
                context.Request.Path = "/delta-sharing/shares";
                context.Request.QueryString = new Microsoft.AspNetCore.Http.QueryString($"?maxResults={size}&pageToken={token}");
                var page = Server.Protocols.DeltaSharing.SharingPage.Of(context, names);
                Assert.InRange(page.Names.Count, 1, Math.Min(size, 500));
                read.AddRange(page.Names);
                token = page.NextToken;
            }
            Assert.Equal(names, read);
        }
    }
}
