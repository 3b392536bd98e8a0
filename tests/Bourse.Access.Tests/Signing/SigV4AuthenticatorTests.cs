using System.Globalization;
using Bourse.Access.Keys;
using Bourse.Access.Signing;

namespace Bourse.Access.Tests.Signing;

public sealed class SigV4AuthenticatorTests
{
    private const string Key = "ASIAEXAMPLEEXAMPLE00";
    private const string Secret = "a-secret-of-the-tests";
    private const string Token = "token";
    private static readonly DateTimeOffset Now = DateTimeOffset.Parse("2026-11-20T12:00:00Z", CultureInfo.InvariantCulture);

    private static readonly SigV4Request Get = new()
    {
        Method = "GET", RawPath = "/portfolio/data/a%20b", RawQuery = "versionId=1", Headers = [new("Host", "exchange.example:9000")], Body = default,
    };

    [Fact]
    public void A_request_the_signer_signed_authenticates_and_hands_back_the_parse_that_was_verified()
    {
        var valid = Assert.IsType<SigV4Outcome.Valid>(Authenticate(Signed(Get)));
        Assert.Equal(("s3", "eu-central-1", PayloadMode.Signed), (valid.Service, valid.Region, valid.PayloadMode));
        Assert.Equal("/portfolio/data/a b", valid.Target.Path);
        Assert.Equal([new("versionId", "1")], valid.Target.Query);
        Assert.Equal(FixedKey.Caller, valid.Caller);
    }

    [Fact]
    public void A_presigned_request_authenticates_and_its_query_comes_back_without_the_signature()
    {
        var request = Get with { RawQuery = Signer().Presign(Get, TimeSpan.FromMinutes(15)) };
        var valid = Assert.IsType<SigV4Outcome.Valid>(Authenticate(request));
        Assert.Equal((PayloadMode.Unsigned, "versionId"), (valid.PayloadMode, Assert.Single(valid.Target.Query).Key));
    }

    [Fact]
    public void An_unsigned_request_is_told_to_sign() => AssertFailed(
        SigV4FailureCode.MissingAuthenticationToken, "The request is not signed. Sign it with AWS Signature Version 4.", Get);

    [Fact]
    public void A_request_signed_in_header_and_query_is_refused() => AssertFailed(
        SigV4FailureCode.InvalidRequest, "Only one auth mechanism allowed; sign in the Authorization header or in the query, not both.",
        Signed(Get) with { RawQuery = Signer().Presign(Get, TimeSpan.FromMinutes(1)) });

    [Fact]
    public void A_bearer_token_beside_a_presigned_query_is_refused() => AssertFailed(
        SigV4FailureCode.InvalidRequest, "Only one auth mechanism allowed; sign in the Authorization header or in the query, not both.",
        With(Get with { RawQuery = Signer().Presign(Get, TimeSpan.FromMinutes(1)) }, "Authorization", "Bearer abc"));

    [Fact]
    public void An_older_signature_version_is_refused()
    {
        const string message = "The authorization mechanism is not supported. Please use AWS4-HMAC-SHA256.";
        AssertFailed(SigV4FailureCode.InvalidRequest, message, With(Get, "Authorization", "AWS AKIA:c2ln"));
        AssertFailed(SigV4FailureCode.InvalidRequest, message, Get with { RawQuery = "AWSAccessKeyId=AKIA&Signature=c2ln&Expires=1" });
    }

    [Theory]
    [InlineData("Authorization", "authorization")]
    [InlineData("Host", "host")]
    [InlineData("x-amz-date", "x-amz-date")]
    [InlineData("x-amz-security-token", "x-amz-security-token")]
    [InlineData("x-amz-content-sha256", "x-amz-content-sha256")]
    public void A_repeated_header_that_must_be_single_is_refused(string name, string named)
    {
        var signed = Signed(Get);
        var value = signed.Headers.Single(header => string.Equals(header.Key, name, StringComparison.OrdinalIgnoreCase)).Value;
        AssertFailed(SigV4FailureCode.InvalidRequest, $"The header {named} is repeated; send it once.", With(signed, name.ToUpperInvariant(), value));
    }

    [Theory]
    [InlineData(-900, true)]
    [InlineData(900, true)]
    [InlineData(-901, false)]
    [InlineData(901, false)]
    public void The_clock_may_differ_by_15_minutes(int seconds, bool accepted)
    {
        var outcome = Authenticate(Signed(Get), Now.AddSeconds(seconds));
        if (accepted) Assert.IsType<SigV4Outcome.Valid>(outcome);
        else Assert.Equal(SigV4FailureCode.RequestTimeTooSkewed, Assert.IsType<SigV4Outcome.Failed>(outcome).Code);
    }

    [Theory]
    [InlineData("0")]
    [InlineData("604801")]
    [InlineData("-1")]
    [InlineData("1.5")]
    [InlineData("99999999999")]
    public void A_presigned_request_lives_1_to_604800_seconds(string expires)
    {
        var query = Signer().Presign(Get, TimeSpan.FromSeconds(77)).Replace("X-Amz-Expires=77", $"X-Amz-Expires={expires}", StringComparison.Ordinal);
        AssertFailed(
            SigV4FailureCode.AuthorizationQueryParametersError, "Query-string authentication is malformed; X-Amz-Expires is 1 to 604800 seconds.",
            Get with { RawQuery = query });
    }

    [Fact]
    public void A_presigned_request_of_seven_days_is_good_to_its_last_second_and_none_from_the_future_is()
    {
        var request = Get with { RawQuery = Signer().Presign(Get, TimeSpan.FromDays(7)) };
        Assert.IsType<SigV4Outcome.Valid>(Authenticate(request, Now.AddDays(7)));
        Assert.Equal(
            new SigV4Outcome.Failed(SigV4FailureCode.AccessDenied, "Request has expired; presign a new one."),
            Authenticate(request, Now.AddDays(7).AddSeconds(1)));
        Assert.Equal(SigV4FailureCode.RequestTimeTooSkewed, Assert.IsType<SigV4Outcome.Failed>(Authenticate(request, Now.AddMinutes(-16))).Code);
    }

    [Fact]
    public void An_x_amz_header_added_after_signing_is_refused() => AssertFailed(
        SigV4FailureCode.AccessDenied, "There were headers present in the request which were not signed: every x-amz-* header must be.",
        With(Signed(Get), "X-Amz-Acl", "public-read"));

    [Fact]
    public void Another_header_added_on_the_way_does_no_harm() => Assert.IsType<SigV4Outcome.Valid>(Authenticate(With(Signed(Get), "Via", "1.1 proxy")));

    [Fact]
    public void A_presigned_request_with_a_token_in_a_header_is_refused() => AssertFailed(
        SigV4FailureCode.InvalidRequest, "A presigned request carries its session token in the query only.",
        With(Get with { RawQuery = Signer().Presign(Get, TimeSpan.FromMinutes(1)) }, "x-amz-security-token", Token));

    [Fact]
    public void An_S3_body_may_be_left_unsigned_and_another_services_may_not()
    {
        var s3 = Signer().Sign(With(Get, "x-amz-content-sha256", "UNSIGNED-PAYLOAD") with { Body = "body"u8.ToArray() }, declareBody: false);
        Assert.NotEmpty(s3);
        var unsigned = new SigV4Signer(Credentials, "eu-central-1", "execute-api", new ManualTime(Now));
        var request = With(Get, "x-amz-content-sha256", "UNSIGNED-PAYLOAD");
        AssertFailed(
            SigV4FailureCode.AccessDenied, "UNSIGNED-PAYLOAD is not allowed for this service; send the SHA-256 of the body.",
            request with { Headers = [.. request.Headers, .. unsigned.Sign(request, declareBody: false)] });
    }

    [Fact]
    public void A_body_that_is_not_the_declared_one_is_refused() => AssertFailed(
        SigV4FailureCode.XAmzContentSHA256Mismatch, "The provided x-amz-content-sha256 header does not match what was computed from the body.",
        Signed(Get with { Body = "one"u8.ToArray() }) with { Body = "two"u8.ToArray() });

    [Fact]
    public void An_S3_request_must_declare_its_body()
    {
        var added = Signer().Sign(Get, declareBody: false);
        AssertFailed(
            SigV4FailureCode.InvalidRequest, "Missing required header for this request: x-amz-content-sha256.", Get with { Headers = [.. Get.Headers, .. added] });
    }

    [Theory]
    [InlineData("us-east-1", "s3", "The region 'us-east-1' is wrong; expecting 'eu-central-1'.")]
    [InlineData("eu-central-1", "iam", "The service of the credential scope is not offered; expecting one of events, execute-api, s3, sts.")]
    public void A_scope_of_another_region_or_service_is_refused(string region, string service, string message)
    {
        var signer = new SigV4Signer(Credentials, region, service, new ManualTime(Now));
        AssertFailed(SigV4FailureCode.SignatureDoesNotMatch, message, Get with { Headers = [.. Get.Headers, .. signer.Sign(Get)] });
    }

    [Theory]
    [InlineData("/a/%2e%2e/b")]
    [InlineData("/a/%2E/b")]
    [InlineData("/a%2Fb")]
    public void Structure_hidden_by_encoding_is_refused_where_paths_are_normalised(string path)
    {
        var plain = new SigV4Signer(Credentials, "eu-central-1", "execute-api", new ManualTime(Now));
        AssertFailed(
            SigV4FailureCode.InvalidURI, "The path or query is not valid percent-encoded UTF-8.",
            Get with { RawPath = path, Headers = [.. Get.Headers, .. plain.Sign(Get)] });
    }

    [Theory]
    [InlineData("/portfolio/data/a", "/portfolio/data%2Fa")]
    [InlineData("/portfolio/data/a", "/portfolio%2Fdata/a")]
    [InlineData("/portfolio/data/a", "/portfolio/data%2fa")]
    [InlineData("/portfolio/data/a", "/portfolio/data%252Fa")]
    [InlineData("/portfolio/data/a", "/portfolio//data/a")]
    [InlineData("/portfolio/data/a", "/portfolio/./data/a")]
    [InlineData("/portfolio/data/a", "/portfolio/data/a/")]
    [InlineData("/portfolio/data/a", "/portfolio/b/../data/a")]
    public void A_slash_that_divides_and_one_that_was_encoded_are_not_signed_alike(string one, string other)
    {
        foreach (var (signed, sent) in new[] { (one, other), (other, one) })
        {
            Assert.IsType<SigV4Outcome.Valid>(Authenticate(Signed(Get with { RawPath = signed })));
            var moved = Signed(Get with { RawPath = signed }) with { RawPath = sent };
            Assert.Equal(SigV4FailureCode.SignatureDoesNotMatch, Assert.IsType<SigV4Outcome.Failed>(Authenticate(moved)).Code);
            var presigned = Get with { RawPath = signed, RawQuery = Signer().Presign(Get with { RawPath = signed }, TimeSpan.FromMinutes(1)) };
            Assert.IsType<SigV4Outcome.Valid>(Authenticate(presigned));
            Assert.Equal(SigV4FailureCode.SignatureDoesNotMatch, Assert.IsType<SigV4Outcome.Failed>(Authenticate(presigned with { RawPath = sent })).Code);
        }
    }

    [Theory]
    [InlineData("/a%7eb", "x=1", "/a~b", "x=1")]
    [InlineData("/a%C3%A9", "x=1", "/a%c3%a9", "x=1")]
    [InlineData("/a", "x=1&y=2", "/a", "y=2&x=1")]
    [InlineData("/a", "x", "/a", "x=")]
    [InlineData("/a", "x=1", "/a", "&x=1&")]
    [InlineData("/a", "x=a+b", "/a", "x=a%20b")]
    public void Spellings_that_name_one_thing_are_one_request(string path, string query, string otherPath, string otherQuery) =>
        Assert.IsType<SigV4Outcome.Valid>(Authenticate(Signed(Get with { RawPath = path, RawQuery = query }) with { RawPath = otherPath, RawQuery = otherQuery }));

    [Theory]
    [InlineData("/portfolio%2Fdata/a", new[] { "", "portfolio/data", "a" })]
    [InlineData("/portfolio/data%2fa", new[] { "", "portfolio", "data/a" })]
    [InlineData("/portfolio/%2e%2e/a", new[] { "", "portfolio", "..", "a" })]
    [InlineData("/portfolio//a/", new[] { "", "portfolio", "", "a", "" })]
    [InlineData("/%252F", new[] { "", "%2F" })]
    [InlineData("/", new[] { "", "" })]
    public void The_segments_that_were_verified_are_those_that_are_served(string path, string[] segments) =>
        Assert.Equal(segments, Assert.IsType<SigV4Outcome.Valid>(Authenticate(Signed(Get with { RawPath = path }))).Target.Segments);

    [Theory]
    [InlineData("/a%", "")]
    [InlineData("/a%zz", "")]
    [InlineData("/%ff", "")]
    [InlineData("/%c0%af", "")]
    [InlineData("/", "a=%ED%A0%80")]
    [InlineData("/", "%=1")]
    [InlineData("relative", "")]
    public void A_target_that_is_not_percent_encoded_utf8_is_refused(string path, string query) => AssertFailed(
        SigV4FailureCode.InvalidURI, "The path or query is not valid percent-encoded UTF-8.",
        Get with { RawPath = path, RawQuery = query, Headers = [.. Get.Headers, .. Signer().Sign(Get)] });

    [Theory]
    [InlineData("AWS4-HMAC-SHA256")]
    [InlineData("AWS4-HMAC-SHA256 ")]
    [InlineData("AWS4-HMAC-SHA256 Credential=,SignedHeaders=,Signature=")]
    [InlineData("AWS4-HMAC-SHA256 Credential=a/b/c/d/e, SignedHeaders=host, Signature=0")]
    [InlineData(
        "AWS4-HMAC-SHA256 Credential=A/20261120/eu-central-1/s3/aws4_request, Credential=B/20261120/eu-central-1/s3/aws4_request, SignedHeaders=host, Signature=0")]
    [InlineData("")]
    [InlineData("\0\uFFFD,,,===")]
    public void A_garbled_authorization_header_is_refused(string authorization)
    {
        var outcome = Authenticate(With(With(Get, "x-amz-date", "20261120T120000Z"), "Authorization", authorization));
        Assert.True(Assert.IsType<SigV4Outcome.Failed>(outcome).Code is SigV4FailureCode.AuthorizationHeaderMalformed or SigV4FailureCode.InvalidRequest);
    }

    [Fact]
    public void The_host_must_be_signed()
    {
        var signed = Signed(Get);
        var request = signed with
        {
            Headers = [.. signed.Headers.Select(
                header => header.Key == "Authorization" ? new(header.Key, header.Value.Replace("host;", "", StringComparison.Ordinal)) : header)],
        };
        AssertFailed(SigV4FailureCode.AccessDenied, "The header host must be signed.", request);
    }

    [Fact]
    public void Nothing_secret_is_printed()
    {
        var request = Signed(Get);
        var printed = $"{request} {Credentials} {request with { RawQuery = Signer().Presign(Get, TimeSpan.FromMinutes(1)) }} {Authenticate(request)}";
        Assert.DoesNotContain(Secret, printed, StringComparison.Ordinal);
        Assert.DoesNotContain("Signature=", printed, StringComparison.Ordinal);
        Assert.Equal("GET /portfolio/data/a%20b", request.ToString());
    }

    private static SigningCredentials Credentials => new(Key, new SecretText(Secret), Token);

    private static SigV4Signer Signer() => new(Credentials, "eu-central-1", "s3", new ManualTime(Now));

    private static SigV4Request Signed(SigV4Request request) => request with { Headers = [.. request.Headers, .. Signer().Sign(request)] };

    private static SigV4Request With(SigV4Request request, string name, string value) => request with { Headers = [.. request.Headers, new(name, value)] };

    private static SigV4Outcome Authenticate(SigV4Request request, DateTimeOffset? at = null) =>
        new SigV4Authenticator(new FixedKey(Key, Secret, Token), new SigV4Options { Region = "eu-central-1" }, new ManualTime(at ?? Now)).Authenticate(request);

    private static void AssertFailed(SigV4FailureCode code, string message, SigV4Request request) =>
        Assert.Equal(new SigV4Outcome.Failed(code, message), Authenticate(request));
}
