using System.Security.Cryptography;
using System.Xml.Linq;
using Bourse.Server.Tests.World;

namespace Bourse.Server.Tests.Protocols.S3;

/// <summary>
/// <c>GetObject</c> and <c>HeadObject</c> as a table: what is asked, and the whole of what S3 answers. In it <c>{n}</c> is the object's length, <c>{l}</c> its last
/// byte, <c>{e}</c> its entity tag in quotes, <c>{before}</c> and <c>{after}</c> dates around its last change.
/// </summary>
[Collection(WorldCollection.Name)]
public sealed class ObjectReadsTests(WorldFixture fixture)
{
    private sealed record Ask(string Query, string Headers, int Status, string Answer);

    private static readonly Ask[] Asks =
    [
        new("", "", 200, "Content-Length: {n}; Content-Type: binary/octet-stream; Accept-Ranges: bytes; Cache-Control: private; ETag: {e}"),
        new("", "Range: bytes=0-0", 206, "Content-Length: 1; Content-Range: bytes 0-0/{n}"),
        new("", "Range: bytes=0-999999999", 206, "Content-Length: {n}; Content-Range: bytes 0-{l}/{n}"),
        new("", "Range: bytes=-4", 206, "Content-Length: 4; ETag: {e}"),
        new("", "Range: bytes=-999999999", 206, "Content-Range: bytes 0-{l}/{n}"),
        new("", "Range: bytes=-0", 416, "Content-Range: bytes */{n}; Code: InvalidRange; RangeRequested: bytes=-0; ActualObjectSize: {n}"),
        new("", "Range: bytes={n}-", 416, "Content-Range: bytes */{n}; Code: InvalidRange"),
        new("", "Range: bytes=5-2", 200, "Content-Length: {n}"),
        new("", "Range: bytes=0-1,3-4", 200, "Content-Length: {n}"),
        new("", "Range: lines=0-1", 200, "Content-Length: {n}"),
        new("", "Range: bytes=0-0; If-Range: {e}", 206, "Content-Length: 1"),
        new("", "Range: bytes=0-0; If-Range: \"x\"", 200, "Content-Length: {n}"),

        new("", "If-Match: {e}", 200, "Content-Length: {n}"),
        new("", "If-Match: \"x\"", 412, "Code: PreconditionFailed; Condition: If-Match"),
        new("", "If-None-Match: {e}", 304, "ETag: {e}; Cache-Control: private"),
        new("", "If-None-Match: \"x\"", 200, "Content-Length: {n}"),
        new("", "If-Modified-Since: {after}", 304, "ETag: {e}"),
        new("", "If-Modified-Since: {before}", 200, "Content-Length: {n}"),
        new("", "If-Unmodified-Since: {before}", 412, "Code: PreconditionFailed; Condition: If-Unmodified-Since"),
        new("", "If-Unmodified-Since: {after}", 200, "Content-Length: {n}"),
        new("", "If-Match: {e}; If-Unmodified-Since: {before}", 200, "Content-Length: {n}"),
        new("", "If-Match: \"x\"; If-Unmodified-Since: {after}", 412, "Condition: If-Match"),
        new("", "If-None-Match: \"x\"; If-Modified-Since: {after}", 200, "Content-Length: {n}"),
        new("", "If-None-Match: {e}; If-Modified-Since: {before}", 304, ""),
        new("", "If-Match: \"x\"; If-None-Match: {e}", 412, "Condition: If-Match"),
        new("", "If-None-Match: {e}; Range: bytes={n}-", 304, ""),
        new("", "If-Match: \"x\"; Range: bytes={n}-", 412, "Condition: If-Match"),

        new("partNumber=1", "", 206, "Content-Range: bytes 0-{l}/{n}; Content-Length: {n}; x-amz-mp-parts-count: 1"),
        new("partNumber=2", "", 416, "Code: InvalidPartNumber"),
        new("partNumber=0", "", 400, "Code: InvalidArgument; ArgumentName: partNumber; ArgumentValue: 0"),
        new("partNumber=10001", "", 400, "Code: InvalidArgument; Message: Part number must be an integer between 1 and 10000, inclusive"),
        new("partNumber=1", "Range: bytes=0-0", 400, "Code: InvalidRequest"),

        new("response-cache-control=no-store&response-content-disposition=attachment%2C%20filename%3Da.csv&response-content-encoding=x&response-content-language=de"
            + "&response-content-type=text%2Fcsv&response-expires=Thu%2C%2001%20Dec%202033%2016%3A00%3A00%20GMT", "", 200,
            "Cache-Control: no-store, private; Content-Disposition: attachment, filename=a.csv; Content-Encoding: x; Content-Language: de; Content-Type: text/csv; "
            + "Expires: Thu, 01 Dec 2033 16:00:00 GMT; ETag: {e}"),
        new("response-content-type=text%2Fcsv", "Range: bytes=0-0", 206, "Content-Type: text/csv"),
        new("response-content-type=text%2Fcsv", "If-None-Match: {e}", 304, ""),
        new("response-cache-control=Public%2C%20max-age%3D60", "", 400, "Code: InvalidArgument; ArgumentName: response-cache-control"),
        new("response-cache-control=s-maxage%3D60", "", 400, "Code: InvalidArgument"),
        new("response-content-type=a%C3%A9", "", 400, "Code: InvalidArgument; ArgumentName: response-content-type"),

        new("", "x-amz-expected-bucket-owner: 222222222222", 200, "Content-Length: {n}"),
        new("", "x-amz-expected-bucket-owner: 333333333333", 403, "Code: AccessDenied"),
        new("versionId=1", "", 501, "Code: NotImplemented"),
        new("acl=", "", 501, "Code: NotImplemented"),
    ];

    public static TheoryData<int> Rows => [.. Enumerable.Range(0, Asks.Length)];

    [Theory]
    [MemberData(nameof(Rows))]
    public async Task GetObject_and_HeadObject_answer_as_the_table_says(int row)
    {
        var key = await ParquetKeyAsync();
        using var whole = await SendAsync(HttpMethod.Get, key, "", "");
        var bytes = await whole.Content.ReadAsByteArrayAsync();
        var changed = whole.Content.Headers.LastModified!.Value;
        string Filled(string text) => text.Replace("{n}", $"{bytes.Length}", StringComparison.Ordinal).Replace("{l}", $"{bytes.Length - 1}", StringComparison.Ordinal)
            .Replace("{e}", $"{whole.Headers.ETag}", StringComparison.Ordinal).Replace("{before}", $"{changed.AddSeconds(-1):R}", StringComparison.Ordinal)
            .Replace("{after}", $"{changed:R}", StringComparison.Ordinal);

        var ask = Asks[row];
        using var get = await SendAsync(HttpMethod.Get, key, ask.Query, Filled(ask.Headers));
        using var head = await SendAsync(HttpMethod.Head, key, ask.Query, Filled(ask.Headers));
        var body = await get.Content.ReadAsByteArrayAsync();
        Assert.Equal((ask.Status, ask.Status), ((int)get.StatusCode, (int)head.StatusCode));
        Assert.Empty(await head.Content.ReadAsByteArrayAsync());
        Assert.Equal(Described(get), Described(head));
        var error = ask.Status >= 400 ? XDocument.Parse(System.Text.Encoding.UTF8.GetString(body)).Root : null;
        foreach (var (name, value) in Pairs(Filled(ask.Answer)))
            Assert.Equal($"{name}: {value}", $"{name}: {error?.Element(name)?.Value ?? Header(get, name)}");
        if (ask.Status is 200 or 206)
            Assert.Equal(bytes.Skip((int)(get.Content.Headers.ContentRange?.From ?? 0)).Take((int)get.Content.Headers.ContentLength!.Value), body);
        Assert.False(get.Headers.Contains("x-amz-checksum-sha256"));
    }

    [Fact]
    public async Task A_checksum_of_the_whole_object_is_told_where_there_is_one_and_never_with_a_range()
    {
        // Generated metadata lies whole in the store, as rewritten and shared files do.
        var key = (await KeysAsync()).First(k => k.EndsWith(".json", StringComparison.Ordinal));
        using var get = await SendAsync(HttpMethod.Get, key, "", "x-amz-checksum-mode: ENABLED");
        var digest = Convert.ToBase64String(SHA256.HashData(await get.Content.ReadAsByteArrayAsync()));
        using var head = await SendAsync(HttpMethod.Head, key, "", "x-amz-checksum-mode: ENABLED");
        foreach (var answer in new[] { get, head })
            Assert.Equal((digest, "FULL_OBJECT"), (Header(answer, "x-amz-checksum-sha256"), Header(answer, "x-amz-checksum-type")));
        using var part = await SendAsync(HttpMethod.Get, key, "", "x-amz-checksum-mode: ENABLED; Range: bytes=0-1");
        Assert.Null(Header(part, "x-amz-checksum-sha256"));

        using var attributes = await SendAsync(HttpMethod.Get, key, "attributes=", "x-amz-object-attributes: ETag,ObjectSize, Checksum,StorageClass");
        var length = get.Content.Headers.ContentLength;
        Assert.Equal(
            "<?xml version=\"1.0\" encoding=\"utf-8\"?><GetObjectAttributesResponse xmlns=\"http://s3.amazonaws.com/doc/2006-03-01/\">"
            + $"<ETag>{get.Headers.ETag!.Tag.Trim('"')}</ETag><Checksum><ChecksumSHA256>{digest}</ChecksumSHA256><ChecksumType>FULL_OBJECT</ChecksumType></Checksum>"
            + $"<StorageClass>STANDARD</StorageClass><ObjectSize>{length}</ObjectSize></GetObjectAttributesResponse>",
            await attributes.Content.ReadAsStringAsync());
        Assert.Equal(get.Content.Headers.LastModified, attributes.Content.Headers.LastModified);
        using var unknown = await SendAsync(HttpMethod.Get, key, "attributes=", "x-amz-object-attributes: ETag,Acl");
        Assert.Equal(400, (int)unknown.StatusCode);
    }

    private static string Described(HttpResponseMessage answer) => string.Join('\n', answer.Headers.Concat(answer.Content.Headers)
        .Where(h => h.Key is not ("Date" or "x-amz-request-id") && (answer.IsSuccessStatusCode || h.Key != "Content-Length"))
        .Select(h => $"{h.Key}: {string.Join(", ", h.Value)}").Order(StringComparer.Ordinal));

    private static string? Header(HttpResponseMessage answer, string name) =>
        answer.Headers.TryGetValues(name, out var values) || answer.Content.Headers.TryGetValues(name, out values) ? string.Join(", ", values) : null;

    private static IEnumerable<KeyValuePair<string, string>> Pairs(string text) => text.Split("; ", StringSplitOptions.RemoveEmptyEntries)
        .Select(pair => pair.Split(": ", 2)).Select(pair => KeyValuePair.Create(pair[0], pair[1]));

    private async Task<string> ParquetKeyAsync() => (await KeysAsync()).First(k => k.EndsWith(".parquet", StringComparison.Ordinal));

    private async Task<List<string>> KeysAsync()
    {
        using var answer = await SendAsync(HttpMethod.Get, "", "list-type=2", "");
        return [.. XDocument.Parse(await answer.Content.ReadAsStringAsync()).Descendants().Where(e => e.Name.LocalName == "Key").Select(e => e.Value)];
    }

    private async Task<HttpResponseMessage> SendAsync(HttpMethod method, string key, string query, string headers)
    {
        var target = $"/portfolio-analytics/{key}" + (query.Length > 0 ? $"?{query}" : "");
        using var request = WorldRequests.Make(
            fixture.World.Server.AwsAddress, method, target, fixture.World.Hedge, RequestAuth.Signed, "s3", null, [.. Pairs(headers)]);
        return await fixture.Http.SendAsync(request);
    }
}
