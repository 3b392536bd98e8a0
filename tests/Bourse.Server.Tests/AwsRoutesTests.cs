using System.Text;
using Bourse.Server.Protocols.S3;
using Bourse.Server.Tests.World;

namespace Bourse.Server.Tests;

/// <summary>Every operation of the AWS-compatible listener with every kind of credential. An S3 operation that is not in the table fails the suite.</summary>
[Collection(WorldCollection.Name)]
public sealed class AwsRoutesTests(WorldFixture fixture)
{
    private const string Form = "application/x-www-form-urlencoded";

    private sealed record Operation(string Name, string Service, string Method, string Target, int Status, string? Body = null);

    private static readonly Operation[] Operations =
    [
        new(nameof(S3Operation.ListBuckets), "s3", "GET", "/", 200),
        new(nameof(S3Operation.HeadBucket), "s3", "HEAD", "/portfolio-analytics", 200),
        new(nameof(S3Operation.GetBucketLocation), "s3", "GET", "/portfolio-analytics?location=", 200),
        new(nameof(S3Operation.ListObjectsV2), "s3", "GET", "/portfolio-analytics?list-type=2", 200),
        new(nameof(S3Operation.ListObjects), "s3", "GET", "/portfolio-analytics", 200),
        new(nameof(S3Operation.GetObject), "s3", "GET", "/portfolio-analytics/nav_history/none", 404),
        new(nameof(S3Operation.HeadObject), "s3", "HEAD", "/portfolio-analytics/nav_history/none", 404),
        new(nameof(S3Operation.Unsupported), "s3", "GET", "/portfolio-analytics?acl=", 501),
        new("GetCallerIdentity", "sts", "POST", "/", 200, "Action=GetCallerIdentity&Version=2011-06-15"),
        new("GetCallerIdentity by query", "sts", "GET", "/?Action=GetCallerIdentity&Version=2011-06-15", 200),
        new("an unknown action", "sts", "POST", "/", 400, "Action=GetFederationToken&Version=2011-06-15"),
    ];

    public static TheoryData<string> Names => [.. Operations.Select(o => o.Name)];

    public static TheoryData<string, string> Writes => new()
    {
        { "PUT", "/portfolio-analytics/x" },
        { "POST", "/portfolio-analytics?delete=" },
        { "DELETE", "/portfolio-analytics/x" },
        { "PATCH", "/portfolio-analytics/x" },
        { "POST", "/unknown-bucket/x?uploads=" },
        { "PUT", "/" },
    };

    [Fact]
    public void Every_S3_operation_is_in_the_table() => Assert.Equal(
        Enum.GetNames<S3Operation>().Where(name => name != nameof(S3Operation.Write)).Order(),
        Operations.Where(o => o.Service == "s3").Select(o => o.Name).Order());

    [Theory]
    [MemberData(nameof(Names))]
    public async Task An_operation_answers_each_credential_as_it_must(string name)
    {
        var operation = Operations.Single(o => o.Name == name);
        foreach (var auth in Enum.GetValues<RequestAuth>())
        {
            var expected = auth switch
            {
                RequestAuth.Signed or RequestAuth.Presigned => operation.Status,
                RequestAuth.HeaderAndQuery => 400,
                RequestAuth.Bearer or RequestAuth.ForgedBearer => 400,
                _ => 403,
            };
            using var answer = await SendAsync(operation, auth);
            Assert.True(expected == (int)answer.StatusCode, $"{name} with {auth}: {(int)answer.StatusCode}, expected {expected}: {await answer.Content.ReadAsStringAsync()}");
            Assert.Matches("^[0-9A-F]{16}$", Assert.Single(answer.Headers.GetValues("x-amz-request-id")));
            Assert.False(answer.Headers.Contains("Server"));
        }
    }

    [Theory]
    [MemberData(nameof(Writes))]
    public async Task Every_write_is_refused_to_everybody(string method, string target)
    {
        foreach (var auth in Enum.GetValues<RequestAuth>())
        {
            using var answer = await SendAsync(new Operation("write", "s3", method, target, 405, "body"), auth, "application/octet-stream");
            Assert.Equal(405, (int)answer.StatusCode);
            Assert.Contains("<Code>MethodNotAllowed</Code>", await answer.Content.ReadAsStringAsync());
        }
    }

    [Theory]
    [InlineData("/unknown-product")]
    [InlineData("/UPPER_case")]
    [InlineData("/unknown-product?list-type=2")]
    [InlineData("/unknown-product/nav_history/x")]
    [InlineData("/x/nav_history/x")]
    [InlineData("/portfolio-analytics/other_table/x")]
    public async Task What_is_unknown_and_what_is_not_entitled_are_one_answer(string target)
    {
        using var answer = await SendAsync(new Operation("read", "s3", "GET", target, 403), RequestAuth.Signed);
        var text = await answer.Content.ReadAsStringAsync();
        Assert.Equal(403, (int)answer.StatusCode);
        Assert.Equal(
            "<?xml version=\"1.0\" encoding=\"utf-8\"?><Error><Code>AccessDenied</Code><Message>Access Denied</Message><RequestId>"
            + Assert.Single(answer.Headers.GetValues("x-amz-request-id")) + "</RequestId></Error>",
            text);
    }

    [Fact]
    public async Task A_scope_of_another_service_does_not_open_this_endpoint()
    {
        using var answer = await SendAsync(new Operation("read", "execute-api", "GET", "/portfolio-analytics", 400), RequestAuth.Signed);
        Assert.Equal(400, (int)answer.StatusCode);
        Assert.Contains("<Code>AuthorizationHeaderMalformed</Code>", await answer.Content.ReadAsStringAsync());
    }

    private async Task<HttpResponseMessage> SendAsync(Operation operation, RequestAuth auth, string mediaType = Form)
    {
        (byte[], string)? body = operation.Body is null ? null : (Encoding.UTF8.GetBytes(operation.Body), mediaType);
        using var request = WorldRequests.Make(
            fixture.World.Server.AwsAddress, new HttpMethod(operation.Method), operation.Target, fixture.World.Hedge, auth, operation.Service, body);
        return await fixture.Http.SendAsync(request);
    }
}
