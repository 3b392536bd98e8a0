using System.Globalization;
using System.Xml.Linq;
using Bourse.Server.Tests.World;

namespace Bourse.Server.Tests.Protocols.S3;

/// <summary>Listings, ranges and conditions over HTTP.</summary>
[Collection(WorldCollection.Name)]
public sealed class S3ReadsTests(WorldFixture fixture)
{
    private static readonly XNamespace S3 = "http://s3.amazonaws.com/doc/2006-03-01/";

    [Fact]
    public async Task Pages_of_a_listing_are_disjoint_ordered_and_complete()
    {
        var whole = await KeysAsync("list-type=2");
        Assert.True(whole.Count > 3);
        Assert.Equal(whole.Order(StringComparer.Ordinal), whole);
        for (var size = 1; size <= 3; size++)
        {
            var paged = new List<string>();
            string? token = null;
            do
            {
                var query = string.Create(CultureInfo.InvariantCulture, $"list-type=2&max-keys={size}") + (token is null ? "" : $"&continuation-token={token}");
                var page = await ListAsync(query);
                paged.AddRange(page.Elements(S3 + "Contents").Select(c => c.Element(S3 + "Key")!.Value));
                token = page.Element(S3 + "NextContinuationToken")?.Value;
                Assert.Equal(token is null ? "false" : "true", page.Element(S3 + "IsTruncated")!.Value);
            }
            while (token is not null);
            Assert.Equal(whole, paged);
        }
    }

    [Fact]
    public async Task A_delimiter_rolls_keys_up_to_folders()
    {
        var root = await ListAsync("list-type=2&delimiter=/");
        Assert.Empty(root.Elements(S3 + "Contents"));
        Assert.Equal(["nav_history/"], root.Elements(S3 + "CommonPrefixes").Select(p => p.Element(S3 + "Prefix")!.Value));
    }

    [Fact]
    public async Task Ranges_of_an_object_concatenate_to_the_whole()
    {
        var key = (await KeysAsync("list-type=2")).First(k => k.EndsWith(".parquet", StringComparison.Ordinal));
        using var get = await SendAsync(HttpMethod.Get, $"/portfolio-analytics/{key}");
        var whole = await get.Content.ReadAsByteArrayAsync();
        Assert.Equal("PAR1"u8.ToArray(), whole[..4]);
        var half = whole.Length / 2;
        var parts = new List<byte>();
        foreach (var range in new[] { $"bytes=0-{half - 1}", $"bytes={half}-" })
        {
            using var part = await SendAsync(HttpMethod.Get, $"/portfolio-analytics/{key}", ("Range", range));
            Assert.Equal(206, (int)part.StatusCode);
            parts.AddRange(await part.Content.ReadAsByteArrayAsync());
        }
        Assert.Equal(whole, parts);

        using var head = await SendAsync(HttpMethod.Head, $"/portfolio-analytics/{key}");
        Assert.Equal(whole.Length, head.Content.Headers.ContentLength);
        Assert.Equal(get.Headers.ETag, head.Headers.ETag);
        using var beyond = await SendAsync(HttpMethod.Get, $"/portfolio-analytics/{key}", ("Range", $"bytes={whole.Length}-"));
        Assert.Equal(416, (int)beyond.StatusCode);
        Assert.Equal($"bytes */{whole.Length}", beyond.Content.Headers.ContentRange!.ToString());
        using var current = await SendAsync(HttpMethod.Get, $"/portfolio-analytics/{key}", ("If-None-Match", get.Headers.ETag!.ToString()));
        Assert.Equal(304, (int)current.StatusCode);
        Assert.Empty(await current.Content.ReadAsByteArrayAsync());
        using var other = await SendAsync(HttpMethod.Get, $"/portfolio-analytics/{key}", ("If-Match", "\"other\""));
        Assert.Equal(412, (int)other.StatusCode);
    }

    [Fact]
    public async Task The_bucket_may_stand_in_the_host_that_was_signed()
    {
        var listener = fixture.World.Server.AwsAddress;
        var signed = new Uri($"http://portfolio-analytics.{ExchangeWorld.BucketHost}:{listener.Port}");
        using var request = WorldRequests.Make(signed, HttpMethod.Get, "/?list-type=2&max-keys=1", fixture.World.Hedge, RequestAuth.Signed, "s3");
        request.Headers.Host = signed.Authority;
        request.RequestUri = new Uri(listener, request.RequestUri!.PathAndQuery);
        using var answer = await fixture.Http.SendAsync(request);
        Assert.Equal(200, (int)answer.StatusCode);
        Assert.Equal("portfolio-analytics", XDocument.Parse(await answer.Content.ReadAsStringAsync()).Root!.Element(S3 + "Name")!.Value);
    }

    [Fact]
    public async Task One_clients_object_is_refused_to_the_other()
    {
        var hedge = await KeysAsync("list-type=2");
        using var request = WorldRequests.Make(
            fixture.World.Server.AwsAddress, HttpMethod.Get, $"/portfolio-analytics/{hedge[0]}", fixture.World.Pension, RequestAuth.Signed, "s3");
        using var answer = await fixture.Http.SendAsync(request);
        Assert.Equal(404, (int)answer.StatusCode);
        Assert.Contains("<Code>NoSuchKey</Code>", await answer.Content.ReadAsStringAsync());
    }

    private async Task<List<string>> KeysAsync(string query) =>
        [.. (await ListAsync(query)).Elements(S3 + "Contents").Select(c => c.Element(S3 + "Key")!.Value)];

    private async Task<XElement> ListAsync(string query)
    {
        using var answer = await SendAsync(HttpMethod.Get, $"/portfolio-analytics?{query}");
        Assert.Equal(200, (int)answer.StatusCode);
        return XDocument.Parse(await answer.Content.ReadAsStringAsync()).Root!;
    }

    private async Task<HttpResponseMessage> SendAsync(HttpMethod method, string target, (string Name, string Value)? header = null)
    {
        using var request = WorldRequests.Make(fixture.World.Server.AwsAddress, method, target, fixture.World.Hedge, RequestAuth.Signed, "s3");
        if (header is { } extra)
            Assert.True(request.Headers.TryAddWithoutValidation(extra.Name, extra.Value));
        return await fixture.Http.SendAsync(request);
    }
}
