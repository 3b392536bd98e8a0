using System.Security.Cryptography;
using System.Text;
using Bourse.Access.Signing;

namespace Bourse.Access.Tests.Signing;

/// <summary>
/// The 38 version 4 vectors of aws-c-auth, each as header and as query. Its 40 SigV4A vectors do not apply: that algorithm (ECDSA) is
/// refused by name, which
/// one test holds for all of them. In <c>post-sts-header-after</c> the session token is added after signing; we require it signed, so
/// the canonical form must
/// match and authentication must fail.
/// </summary>
public sealed class SigV4VectorTests
{
    private const string TokenAfterSigning = "post-sts-header-after";

    public static TheoryData<string> Names => SigV4Vector.Names();

    [SharedDataFact(SigV4Vector.Folder)]
    public void All_38_vectors_are_found() => Assert.Equal(38, Names.Count);

    [SharedDataTheory(SigV4Vector.Folder)]
    [MemberData(nameof(Names))]
    public void The_canonical_request_of_a_header_signature_is_the_published_one(string name)
    {
        var vector = SigV4Vector.Read(name);
        var request = RawRequest.Parse(vector.Text("header-signed-request.txt"));
        var authorization = request.Headers.Single(header => header.Key == "Authorization").Value;
        var claims = ClaimsReader.FromHeader(authorization, request, out _)!;
        Assert.Equal(vector.Text("header-canonical-request.txt"), Canonical(vector, request, claims));
        Assert.Equal(vector.Text("header-signature.txt"), Convert.ToHexStringLower(claims.Signature));
        Assert.Equal(vector.Text("header-string-to-sign.txt"), StringToSign(vector, request, claims));
    }

    [SharedDataTheory(SigV4Vector.Folder)]
    [MemberData(nameof(Names))]
    public void The_canonical_request_of_a_presigned_request_is_the_published_one(string name)
    {
        var vector = SigV4Vector.Read(name);
        var request = WithoutLateToken(vector, RawRequest.Parse(vector.Text("query-signed-request.txt")));
        Assert.True(RequestTarget.TryParseQuery(request.RawQuery, out var query));
        var claims = ClaimsReader.FromQuery(query, out _)!;
        Assert.Equal(vector.Text("query-canonical-request.txt"), Canonical(vector, request, claims));
        Assert.Equal(vector.Text("query-signature.txt"), Convert.ToHexStringLower(claims.Signature));
        Assert.Equal(vector.Text("query-string-to-sign.txt"), StringToSign(vector, request, claims));
    }

    [SharedDataTheory(SigV4Vector.Folder)]
    [MemberData(nameof(Names))]
    public void A_header_signature_authenticates(string name)
    {
        var vector = SigV4Vector.Read(name);
        var outcome = vector.Authenticator().Authenticate(RawRequest.Parse(vector.Text("header-signed-request.txt")));
        if (name == TokenAfterSigning)
        {
            Assert.Equal(
                new SigV4Outcome.Failed(
                    SigV4FailureCode.AccessDenied, "There were headers present in the request which were not signed: every x-amz-* header must be."), outcome);
            return;
        }
        var valid = Assert.IsType<SigV4Outcome.Valid>(outcome);
        Assert.Equal((FixedKey.Caller, "service", "us-east-1", PayloadMode.Signed), (valid.Caller, valid.Service, valid.Region, valid.PayloadMode));
    }

    [SharedDataTheory(SigV4Vector.Folder)]
    [MemberData(nameof(Names))]
    public void A_presigned_request_authenticates_until_it_expires(string name)
    {
        var vector = SigV4Vector.Read(name);
        var request = RawRequest.Parse(vector.Text("query-signed-request.txt"));
        var outcome = vector.Authenticator().Authenticate(request);
        if (name == TokenAfterSigning)
        {
            Assert.Equal(SigV4FailureCode.SignatureDoesNotMatch, Assert.IsType<SigV4Outcome.Failed>(outcome).Code);
            return;
        }
        Assert.DoesNotContain(Assert.IsType<SigV4Outcome.Valid>(outcome).Target.Query, parameter => parameter.Key.StartsWith("X-Amz-", StringComparison.Ordinal));
        Assert.IsType<SigV4Outcome.Valid>(vector.Authenticator(vector.Time + vector.PresignedFor).Authenticate(request));
        Assert.Equal(
            new SigV4Outcome.Failed(SigV4FailureCode.AccessDenied, "Request has expired; presign a new one."),
            vector.Authenticator(vector.Time + vector.PresignedFor + TimeSpan.FromSeconds(1)).Authenticate(request));
    }

    [SharedDataTheory(SigV4Vector.Folder)]
    [MemberData(nameof(Names))]
    public void The_signer_makes_the_published_signatures(string name)
    {
        var vector = SigV4Vector.Read(name);
        var request = RawRequest.Parse(vector.Text("request.txt"));
        var authorization = vector.Signer().Sign(request, vector.DeclaresBody).Single(header => header.Key == "Authorization").Value;
        Assert.EndsWith($"Signature={vector.Text("header-signature.txt")}", authorization, StringComparison.Ordinal);
        var query = vector.Signer().Presign(request, vector.PresignedFor);
        Assert.EndsWith($"X-Amz-Signature={vector.Text("query-signature.txt")}", query, StringComparison.Ordinal);
    }

    [Fact]
    public void SigV4A_is_refused_by_name()
    {
        var request = RawRequest.Parse(
            "GET / HTTP/1.1\nHost:example.amazonaws.com\nX-Amz-Date:20150830T123600Z\n"
            + "Authorization:AWS4-ECDSA-P256-SHA256 Credential=AKIDEXAMPLE/20150830/service/aws4_request, SignedHeaders=host;x-amz-date, Signature=30\n\n");
        var authenticator = new SigV4Authenticator(new FixedKey("AKIDEXAMPLE", "secret", null), new SigV4Options { Region = "us-east-1" }, TimeProvider.System);
        Assert.Equal(
            new SigV4Outcome.Failed(SigV4FailureCode.NotImplemented, "SigV4A (AWS4-ECDSA-P256-SHA256) is not offered. Please use AWS4-HMAC-SHA256."),
            authenticator.Authenticate(request));
    }

    private static SigV4Request WithoutLateToken(SigV4Vector vector, SigV4Request request) => vector.OmitsToken
        ? request with { RawQuery = string.Join('&', request.RawQuery.Split('&').Where(part => !part.StartsWith("X-Amz-Security-Token", StringComparison.Ordinal))) }
        : request;

    private static string Canonical(SigV4Vector vector, SigV4Request request, SignatureClaims claims)
    {
        Assert.True(RequestTarget.TryParse(request.RawPath, request.RawQuery, vector.Rules, out var target));
        using var buffer = new SigningBuffer();
        CanonicalRequest.Append(
            buffer, request.Method, target, request.Headers, claims.SignedHeaders, claims.SignedHeadersText,
            Convert.ToHexStringLower(SHA256.HashData(request.Body.Span)));
        return Encoding.UTF8.GetString(buffer.Written);
    }

    private static string StringToSign(SigV4Vector vector, SigV4Request request, SignatureClaims claims)
    {
        using var buffer = new SigningBuffer();
        SigningKey.AppendStringToSign(buffer, claims.Timestamp, claims.Scope, SHA256.HashData(Encoding.UTF8.GetBytes(Canonical(vector, request, claims))));
        return Encoding.UTF8.GetString(buffer.Written);
    }
}
