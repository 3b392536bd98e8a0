using System.Text;
using System.Xml.Linq;
using Bourse.Access.Signing;
using Bourse.Server.Protocols.EventBridge;
using Bourse.Server.Protocols.S3;
using Bourse.Server.Tests.World;

namespace Bourse.Server.Tests;

/// <summary>Every operation of the AWS-compatible listener with every kind of credential. An S3 operation that is not in the table fails the suite.</summary>
[Collection(WorldCollection.Name)]
public sealed class AwsRoutesTests(WorldFixture fixture)
{
    private const string Role = "arn:aws:iam::222222222222:role/client";
    private const string Form = "application/x-www-form-urlencoded";

    private sealed record Operation(string Name, string Service, string Method, string Target, int Status, string? Body = null)
    {
        public IReadOnlyList<KeyValuePair<string, string>> Headers { get; init; } = [];

        public string MediaType { get; init; } = Form;
    }

    private static readonly Operation[] Operations =
    [
        new(nameof(S3Operation.ListBuckets), "s3", "GET", "/", 200),
        new(nameof(S3Operation.HeadBucket), "s3", "HEAD", "/portfolio-analytics", 200),
        new(nameof(S3Operation.GetBucketLocation), "s3", "GET", "/portfolio-analytics?location=", 200),
        new(nameof(S3Operation.ListObjectsV2), "s3", "GET", "/portfolio-analytics?list-type=2", 200),
        new(nameof(S3Operation.ListObjects), "s3", "GET", "/portfolio-analytics", 200),
        new(nameof(S3Operation.GetObject), "s3", "GET", "/portfolio-analytics/nav_history/none", 404),
        new(nameof(S3Operation.HeadObject), "s3", "HEAD", "/portfolio-analytics/nav_history/none", 404),
        new(nameof(S3Operation.GetObjectAttributes), "s3", "GET", "/portfolio-analytics/nav_history/none?attributes=", 404)
        {
            Headers = [new("x-amz-object-attributes", "ETag")],
        },
        new(nameof(S3Operation.GetObjectTagging), "s3", "GET", "/portfolio-analytics/x?tagging=", 501),
        new(nameof(S3Operation.ListParts), "s3", "GET", "/portfolio-analytics/x?uploadId=1", 501),
        new(nameof(S3Operation.ListMultipartUploads), "s3", "GET", "/portfolio-analytics?uploads=", 501),
        new(nameof(S3Operation.PutObject), "s3", "PUT", "/portfolio-analytics/x", 403),
        new(nameof(S3Operation.CopyObject), "s3", "PUT", "/portfolio-analytics/x", 403) { Headers = [new("x-amz-copy-source", "/lakehouse/table/a")] },
        new(nameof(S3Operation.UploadPart), "s3", "PUT", "/portfolio-analytics/x?partNumber=1&uploadId=1", 403),
        new(nameof(S3Operation.UploadPartCopy), "s3", "PUT", "/portfolio-analytics/x?partNumber=1&uploadId=1", 403)
        {
            Headers = [new("x-amz-copy-source", "/lakehouse/table/a")],
        },
        new(nameof(S3Operation.PutObjectTagging), "s3", "PUT", "/portfolio-analytics/x?tagging=", 403),
        new(nameof(S3Operation.DeleteObjectTagging), "s3", "DELETE", "/portfolio-analytics/x?tagging=", 403),
        new(nameof(S3Operation.CreateMultipartUpload), "s3", "POST", "/portfolio-analytics/x?uploads=", 403),
        new(nameof(S3Operation.CompleteMultipartUpload), "s3", "POST", "/portfolio-analytics/x?uploadId=1", 403),
        new(nameof(S3Operation.AbortMultipartUpload), "s3", "DELETE", "/portfolio-analytics/x?uploadId=1", 403),
        new(nameof(S3Operation.DeleteObject), "s3", "DELETE", "/portfolio-analytics/x", 403),
        new(nameof(S3Operation.DeleteObjects), "s3", "POST", "/portfolio-analytics?delete=", 403),
        new(nameof(S3Operation.Write), "s3", "PUT", "/portfolio-analytics", 403),
        new(nameof(S3Operation.NotAllowed), "s3", "PATCH", "/portfolio-analytics/x", 405),
        new(nameof(S3Operation.Unsupported), "s3", "GET", "/portfolio-analytics?acl=", 501),
        new("GetCallerIdentity", "sts", "POST", "/", 200, "Action=GetCallerIdentity&Version=2011-06-15"),
        new("GetCallerIdentity by query", "sts", "GET", "/?Action=GetCallerIdentity&Version=2011-06-15", 200),
        new("AssumeRole", "sts", "POST", "/", 200, $"Action=AssumeRole&Version=2011-06-15&RoleArn={Uri.EscapeDataString(Role)}&RoleSessionName=desk"),
        new("AssumeRole of another account's", "sts", "POST", "/", 403,
            $"Action=AssumeRole&Version=2011-06-15&RoleArn={Uri.EscapeDataString(Role.Replace('2', '3'))}&RoleSessionName=desk"),
        new("AssumeRole with a policy that is none", "sts", "POST", "/", 400,
            $"Action=AssumeRole&Version=2011-06-15&RoleArn={Uri.EscapeDataString(Role)}&RoleSessionName=desk&Policy=%7B%7D"),
        new("GetSessionToken", "sts", "POST", "/", 200, "Action=GetSessionToken&Version=2011-06-15"),
        new("GetSessionToken for too long", "sts", "POST", "/", 400, "Action=GetSessionToken&Version=2011-06-15&DurationSeconds=3601"),
        .. EventBridgeEndpoints.Operations.Select(operation => new Operation(operation, "events", "POST", "/", operation == "ListRules" ? 200 : 400, "{}")
        {
            Headers = [new("X-Amz-Target", $"AWSEvents.{operation}")],
            MediaType = EventBridgeEndpoints.ContentType,
        }),
        new("an unknown action", "sts", "POST", "/", 400, "Action=GetFederationToken&Version=2011-06-15"),
    ];

    // The same operations of the provider on its own bucket; what they take may be refused for itself once the body is verified.
    private static readonly Operation[] ProviderOperations =
    [
        new(nameof(S3Operation.ListBuckets), "s3", "GET", "/", 200),
        new(nameof(S3Operation.HeadBucket), "s3", "HEAD", "/lakehouse", 200),
        new(nameof(S3Operation.GetBucketLocation), "s3", "GET", "/lakehouse?location=", 200),
        new(nameof(S3Operation.ListObjectsV2), "s3", "GET", "/lakehouse?list-type=2", 200),
        new(nameof(S3Operation.ListObjects), "s3", "GET", "/lakehouse", 200),
        new(nameof(S3Operation.GetObject), "s3", "GET", "/lakehouse/none", 404),
        new(nameof(S3Operation.HeadObject), "s3", "HEAD", "/lakehouse/none", 404),
        new(nameof(S3Operation.GetObjectAttributes), "s3", "GET", "/lakehouse/none?attributes=", 404) { Headers = [new("x-amz-object-attributes", "ETag")] },
        new(nameof(S3Operation.GetObjectTagging), "s3", "GET", "/lakehouse/none?tagging=", 404),
        new(nameof(S3Operation.ListParts), "s3", "GET", "/lakehouse/none?uploadId=1", 404),
        new(nameof(S3Operation.ListMultipartUploads), "s3", "GET", "/lakehouse?uploads=", 200),
        new(nameof(S3Operation.PutObject), "s3", "PUT", "/lakehouse/table/x", 200),
        new(nameof(S3Operation.CopyObject), "s3", "PUT", "/lakehouse/table/y", 404) { Headers = [new("x-amz-copy-source", "/lakehouse/none")] },
        new(nameof(S3Operation.UploadPart), "s3", "PUT", "/lakehouse/table/parts?partNumber=1&uploadId=$", 200),
        new(nameof(S3Operation.UploadPartCopy), "s3", "PUT", "/lakehouse/table/parts?partNumber=1&uploadId=$", 404)
        {
            Headers = [new("x-amz-copy-source", "/lakehouse/none")],
        },
        new(nameof(S3Operation.PutObjectTagging), "s3", "PUT", "/lakehouse/none?tagging=", 400),
        new(nameof(S3Operation.DeleteObjectTagging), "s3", "DELETE", "/lakehouse/none?tagging=", 404),
        new(nameof(S3Operation.CreateMultipartUpload), "s3", "POST", "/lakehouse/table/z?uploads=", 200),
        new(nameof(S3Operation.CompleteMultipartUpload), "s3", "POST", "/lakehouse/table/z?uploadId=1", 400),
        new(nameof(S3Operation.AbortMultipartUpload), "s3", "DELETE", "/lakehouse/table/z?uploadId=1", 404),
        new(nameof(S3Operation.DeleteObject), "s3", "DELETE", "/lakehouse/none", 204),
        new(nameof(S3Operation.DeleteObjects), "s3", "POST", "/lakehouse?delete=", 400),
        new(nameof(S3Operation.Write), "s3", "DELETE", "/lakehouse", 403),
        new(nameof(S3Operation.NotAllowed), "s3", "PATCH", "/lakehouse/x", 405),
        new(nameof(S3Operation.Unsupported), "s3", "GET", "/lakehouse?acl=", 501),
    ];

    public static TheoryData<string> Names => [.. Operations.Select(o => o.Name)];

    public static TheoryData<string> ProviderNames => [.. ProviderOperations.Select(o => o.Name)];

    public static TheoryData<string, string, int, string> Writes => new()
    {
        { "PUT", "/portfolio-analytics/x", 403, "AccessDenied" },
        { "PUT", "/portfolio-analytics/x?partNumber=1&uploadId=1", 403, "AccessDenied" },
        { "PUT", "/portfolio-analytics", 403, "AccessDenied" },
        { "PUT", "/portfolio-analytics?acl=", 403, "AccessDenied" },
        { "POST", "/portfolio-analytics", 403, "AccessDenied" },
        { "POST", "/portfolio-analytics?delete=", 403, "AccessDenied" },
        { "POST", "/unknown-bucket/x?uploads=", 403, "AccessDenied" },
        { "DELETE", "/portfolio-analytics/x", 403, "AccessDenied" },
        { "DELETE", "/portfolio-analytics", 403, "AccessDenied" },
        { "POST", "/portfolio-analytics/x", 405, "MethodNotAllowed" },
        { "PATCH", "/portfolio-analytics/x", 405, "MethodNotAllowed" },
        { "PUT", "/", 405, "MethodNotAllowed" },
        { "DELETE", "/", 405, "MethodNotAllowed" },
        { "POST", "/portfolio-analytics/x?select=&select-type=2", 501, "NotImplemented" },
    };

    public static TheoryData<PayloadMode> Modes => [.. Enum.GetValues<PayloadMode>()];

    [Fact]
    public void Every_S3_operation_is_in_the_table_for_clients_and_for_the_provider()
    {
        Assert.Equal(Enum.GetNames<S3Operation>().Order(), Operations.Where(o => o.Service == "s3").Select(o => o.Name).Order());
        Assert.Equal(Enum.GetNames<S3Operation>().Order(), ProviderOperations.Select(o => o.Name).Order());
    }

    [Theory]
    [MemberData(nameof(ProviderNames))]
    public async Task An_operation_of_the_providers_answers_each_credential_as_it_must(string name)
    {
        var operation = await BegunAsync(ProviderOperations.Single(o => o.Name == name));
        foreach (var auth in Enum.GetValues<RequestAuth>())
        {
            var expected = auth is RequestAuth.Signed or RequestAuth.Presigned ? operation.Status
                : auth is RequestAuth.HeaderAndQuery or RequestAuth.Bearer or RequestAuth.ForgedBearer or RequestAuth.Sharing ? 400 : 403;
            using var answer = await SendAsync(operation, auth, Form, fixture.World.Provider);
            Assert.True(
                expected == (int)answer.StatusCode, $"{name} with {auth}: {(int)answer.StatusCode}, expected {expected}: {await answer.Content.ReadAsStringAsync()}");
        }
        // To a client there is no such bucket, whatever it asks for.
        using var clients = await SendAsync(operation, RequestAuth.Signed);
        Assert.Equal(name switch
        {
            nameof(S3Operation.ListBuckets) => 200,
            nameof(S3Operation.NotAllowed) => 405,
            nameof(S3Operation.Unsupported) or nameof(S3Operation.GetObjectTagging) or nameof(S3Operation.ListParts) or nameof(S3Operation.ListMultipartUploads) => 501,
            _ => 403,
        }, (int)clients.StatusCode);
    }

    [Theory]
    [MemberData(nameof(Modes))]
    public Task The_providers_body_is_verified_in_every_mode_before_anything_changes(PayloadMode mode) =>
        VerifyBodiesAsync(mode, ProviderOperations, fixture.World.Provider);

    private async Task<Operation> BegunAsync(Operation operation)
    {
        if (!operation.Target.EndsWith('$'))
            return operation;
        using var begun = await SendAsync(new Operation("begin", "s3", "POST", "/lakehouse/table/parts?uploads=", 200), RequestAuth.Signed, Form, fixture.World.Provider);
        var id = XDocument.Parse(await begun.Content.ReadAsStringAsync()).Root!.Elements().Single(e => e.Name.LocalName == "UploadId").Value;
        return operation with { Target = operation.Target[..^1] + id };
    }

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
                RequestAuth.Bearer or RequestAuth.ForgedBearer or RequestAuth.Sharing => 400,
                _ => 403,
            };
            using var answer = await SendAsync(operation, auth);
            Assert.True(
                expected == (int)answer.StatusCode, $"{name} with {auth}: {(int)answer.StatusCode}, expected {expected}: {await answer.Content.ReadAsStringAsync()}");
            Assert.Matches("^[0-9A-F]{16}$", Assert.Single(answer.Headers.GetValues("x-amz-request-id")));
            Assert.False(answer.Headers.Contains("Server"));
        }
    }

    [Theory]
    [MemberData(nameof(Modes))]
    public Task A_body_is_verified_in_every_mode_before_anything_is_routed(PayloadMode mode) =>
        VerifyBodiesAsync(mode, Operations.Where(o => o.Service == "s3"), fixture.World.Hedge);

    private async Task VerifyBodiesAsync(PayloadMode mode, IEnumerable<Operation> operations, WorldClient client)
    {
        var signer = new HandSigned(client.Keys);
        foreach (var listed in operations)
        {
            var operation = await BegunAsync(listed);
            foreach (var defect in Enum.GetValues<BodyDefect>())
            {
                var (status, code) = (defect, mode) switch
                {
                    (BodyDefect.Missing, _) => (403, "AccessDenied"),
                    (BodyDefect.Both, _) => (400, "InvalidRequest"),
                    (BodyDefect.Signature, _) => (403, "SignatureDoesNotMatch"),
                    (BodyDefect.Body or BodyDefect.Cut, PayloadMode.Signed) => (400, "XAmzContentSHA256Mismatch"),
                    (BodyDefect.Body, PayloadMode.SignedChunks or PayloadMode.SignedChunksWithTrailer) => (403, "SignatureDoesNotMatch"),
                    (BodyDefect.Body, PayloadMode.UnsignedChunksWithTrailer) => (400, "BadDigest"),
                    (BodyDefect.Cut, PayloadMode.SignedChunks) => (400, "IncompleteBody"),
                    (BodyDefect.Cut, PayloadMode.SignedChunksWithTrailer or PayloadMode.UnsignedChunksWithTrailer) => (400, "MalformedTrailerError"),
                    _ => (operation.Status, ""),
                };
                using var request = signer.Make(
                    fixture.World.Server.AwsAddress, operation.Method, operation.Target, mode, "~ a body ~"u8.ToArray(), defect, operation.Headers);
                using var answer = await fixture.Http.SendAsync(request);
                var text = await answer.Content.ReadAsStringAsync();
                var seen = operation.Method == "HEAD" || code.Length == 0 ? "" : XDocument.Parse(text).Root!.Element("Code")!.Value;
                Assert.True(
                    (status, operation.Method == "HEAD" ? "" : code) == ((int)answer.StatusCode, seen),
                    $"{operation.Name} in {mode} with {defect}: {(int)answer.StatusCode} {seen}, expected {status} {code}: {text}");
            }
        }
    }

    [Theory]
    [MemberData(nameof(Writes))]
    public async Task Every_write_is_refused_to_everybody(string method, string target, int status, string code)
    {
        foreach (var auth in Enum.GetValues<RequestAuth>())
        {
            using var answer = await SendAsync(new Operation("write", "s3", method, target, status, "body"), auth, "application/octet-stream");
            var text = await answer.Content.ReadAsStringAsync();
            if (auth is RequestAuth.Signed or RequestAuth.Presigned)
                Assert.Equal((status, code), ((int)answer.StatusCode, XDocument.Parse(text).Root!.Element("Code")!.Value));
            else
                Assert.True((int)answer.StatusCode is 400 or 403, $"{auth}: {(int)answer.StatusCode} {text}");
        }
    }

    [Fact]
    public async Task A_write_too_long_to_be_read_is_refused_by_its_signature_alone_and_a_read_with_such_a_body_is_too_large()
    {
        var signer = new HandSigned(fixture.World.Hedge.Keys);
        foreach (var (method, defect, status, code) in new[]
        {
            ("PUT", BodyDefect.None, 403, "AccessDenied"), ("PUT", BodyDefect.Signature, 403, "SignatureDoesNotMatch"), ("GET", BodyDefect.None, 400, "EntityTooLarge"),
        })
        {
            using var request = signer.Make(fixture.World.Server.AwsAddress, method, "/portfolio-analytics/x", PayloadMode.Signed, new byte[256 * 1024], defect);
            request.Headers.ExpectContinue = true;
            using var answer = await fixture.Http.SendAsync(request);
            Assert.Equal((status, code), ((int)answer.StatusCode, XDocument.Parse(await answer.Content.ReadAsStringAsync()).Root!.Element("Code")!.Value));
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
            "<?xml version=\"1.0\" encoding=\"utf-8\"?><Error><Code>AccessDenied</Code><Message>Access Denied</Message><Resource>"
            + target.Split('?')[0] + "</Resource><RequestId>" + Assert.Single(answer.Headers.GetValues("x-amz-request-id")) + "</RequestId></Error>",
            text);
    }

    [Fact]
    public async Task A_scope_of_another_service_does_not_open_this_endpoint()
    {
        using var answer = await SendAsync(new Operation("read", "execute-api", "GET", "/portfolio-analytics", 400), RequestAuth.Signed);
        Assert.Equal(400, (int)answer.StatusCode);
        Assert.Contains("<Code>AuthorizationHeaderMalformed</Code>", await answer.Content.ReadAsStringAsync());
    }

    private async Task<HttpResponseMessage> SendAsync(Operation operation, RequestAuth auth, string? mediaType = null, WorldClient? client = null)
    {
        (byte[], string)? body = operation.Body is null ? null : (Encoding.UTF8.GetBytes(operation.Body), mediaType ?? operation.MediaType);
        using var request = WorldRequests.Make(
            fixture.World.Server.AwsAddress, new HttpMethod(operation.Method), operation.Target, client ?? fixture.World.Hedge, auth, operation.Service, body,
            operation.Headers);
        return await fixture.Http.SendAsync(request);
    }
}
