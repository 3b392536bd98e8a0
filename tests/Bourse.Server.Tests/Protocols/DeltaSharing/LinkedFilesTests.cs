using System.Net;
using System.Net.Http.Headers;
using System.Text.Json.Nodes;
using Bourse.Access.Authorization;
using Bourse.Server.Tests.World;

namespace Bourse.Server.Tests.Protocols.DeltaSharing;

/// <summary>Links: what readers of Parquet ask of them, and what ends them.</summary>
public sealed class LinkedFilesTests(SharingWorld shared) : IClassFixture<SharingWorld>
{
    [Fact]
    public async Task A_link_is_read_whole_in_ranges_and_by_its_head_without_any_header()
    {
        var url = new Uri(SharingWorld.Urls(await shared.LinesAsync(SharingWorld.NavPath + "/query", "{}")).First());
        var whole = await shared.DownloadAsync(url.ToString());
        using var head = new HttpRequestMessage(HttpMethod.Head, url);
        using var described = await shared.Http.SendAsync(head);
        Assert.Equal((200, (long?)whole.Length, "bytes", "private"),
            ((int)described.StatusCode, described.Content.Headers.ContentLength, described.Headers.AcceptRanges.ToString(), described.Headers.CacheControl!.ToString()));
        foreach (var (range, status, offset, length) in new (string, int, int, int)[]
        {
            ("bytes=-8", 206, whole.Length - 8, 8), ("bytes=4-10", 206, 4, 7), ("bytes=0-", 206, 0, whole.Length), ($"bytes={whole.Length}-", 416, 0, 0),
            ("bytes=1-2,5-6", 200, 0, whole.Length),
        })
        {
            using var request = new HttpRequestMessage(HttpMethod.Get, url);
            Assert.True(request.Headers.TryAddWithoutValidation("Range", range));
            using var answer = await shared.Http.SendAsync(request);
            Assert.Equal(status, (int)answer.StatusCode);
            if (status != 416)
                Assert.Equal(whole[offset..(offset + length)], await answer.Content.ReadAsByteArrayAsync());
        }
        using var known = new HttpRequestMessage(HttpMethod.Get, url) { Headers = { IfNoneMatch = { described.Headers.ETag! } } };
        using var unchanged = await shared.Http.SendAsync(known);
        Assert.Equal(HttpStatusCode.NotModified, unchanged.StatusCode);
        using var other = new HttpRequestMessage(HttpMethod.Get, url) { Headers = { IfMatch = { new EntityTagHeaderValue("\"other\"") } } };
        using var failed = await shared.Http.SendAsync(other);
        Assert.Equal(HttpStatusCode.PreconditionFailed, failed.StatusCode);
    }

    [Fact]
    public async Task Links_of_one_object_are_different_and_none_is_guessed()
    {
        var urls = new List<string>();
        for (var i = 0; i < 3; i++)
            urls.AddRange(SharingWorld.Urls(await shared.LinesAsync(SharingWorld.NavPath + "/query", "{}")));
        Assert.Equal(urls.Count, urls.Distinct().Count());
        foreach (var forged in new[] { urls[0].Replace(".parquet", "A.parquet", StringComparison.Ordinal), urls[0][..^12] + ".parquet" })
        {
            using var answer = await shared.Http.GetAsync(new Uri(forged));
            Assert.Equal(
                (403, "LINK_NOT_VALID"), ((int)answer.StatusCode, (string)JsonNode.Parse(await answer.Content.ReadAsStringAsync())!["errorCode"]!));
        }
    }

    [Fact]
    public async Task Each_object_that_a_link_opens_is_on_record_under_the_tokens_session()
    {
        var lines = await shared.LinesAsync(SharingWorld.NavPath + "/changes?startingVersion=1");
        var action = lines.Single(line => line["cdf"] is not null)["cdf"]!;
        await shared.DownloadAsync((string)action["url"]!);
        var id = (string)(await shared.LinesAsync(SharingWorld.NavPath + "/metadata"))[1]["metaData"]!["id"]!;
        Assert.Equal(["read-object"], (await shared.World.RecordedActionsAsync($"portfolio-analytics/nav_history/{id}/changes/3.parquet")).Distinct());
        Assert.Contains("query-table", await shared.World.RecordedActionsAsync("portfolio-analytics/nav_history"));
    }
}

/// <summary>What ends links, each in a world of its own.</summary>
public sealed class EndedLinksTests
{
    [Theory]
    [Trait("Runs", "measured")]
    [InlineData("suspended")]
    [InlineData("revoked")]
    [InlineData("sessions")]
    public async Task A_link_ends_within_a_second_of_what_it_rests_on(string how)
    {
        await using var world = await ExchangeWorld.StartAsync();
        using var http = new HttpClient();
        using var query = WorldRequests.Make(
            world.Server.OpenAddress, HttpMethod.Post, SharingWorld.NavPath + "/query", world.Hedge, RequestAuth.Sharing, "execute-api",
            ("{}"u8.ToArray(), "application/json"));
        using var answer = await http.SendAsync(query);
        var url = (string)JsonNode.Parse((await answer.Content.ReadAsStringAsync()).Split('\n')[2])!["file"]!["url"]!;
        Assert.Equal(HttpStatusCode.OK, (await http.GetAsync(new Uri(url))).StatusCode);

        await (how switch
        {
            "suspended" => world.SetStateAsync(world.Hedge, AgreementState.Suspended),
            "revoked" => world.Metastore.WriteAsync(session => world.SharingTokens.RevokeAsync(session, world.Hedge.Principal.Account, null)),
            _ => world.RevokeSessionsAsync(world.Hedge),
        });
        var clock = System.Diagnostics.Stopwatch.StartNew();
        HttpStatusCode status;
        while ((status = (await http.GetAsync(new Uri(url))).StatusCode) == HttpStatusCode.OK)
            Assert.True(clock.Elapsed < TimeSpan.FromSeconds(1), $"still served after {clock.Elapsed}");
        Assert.Equal(HttpStatusCode.Forbidden, status);
        using var again = WorldRequests.Make(world.Server.OpenAddress, HttpMethod.Get, "/delta-sharing/shares", world.Hedge, RequestAuth.Sharing, "execute-api");
        using var refused = await http.SendAsync(again);
        Assert.Equal(how == "suspended" ? HttpStatusCode.Forbidden : HttpStatusCode.Unauthorized, refused.StatusCode);
    }
}
