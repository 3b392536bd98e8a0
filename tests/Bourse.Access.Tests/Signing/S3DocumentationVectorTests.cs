using System.Security.Cryptography;
using System.Text;
using Bourse.Access.Signing;

namespace Bourse.Access.Tests.Signing;

/// <summary>
/// All 9 published S3 examples: five requests are authenticated, and the chunked upload with its three chunks; for each the signature itself is recomputed.
/// </summary>
public sealed class S3DocumentationVectorTests
{
    public static TheoryData<string> All => [.. S3DocumentationVectors.Read().Select(example => example.Name)];

    public static TheoryData<string> Requests =>
        [.. S3DocumentationVectors.Read().Where(example => !example.Name.StartsWith("chunked", StringComparison.Ordinal)).Select(example => example.Name)];

    [SharedDataFact(S3DocumentationVectors.File)]
    public void All_9_examples_are_found() => Assert.Equal((9, 5), (All.Count, Requests.Count));

    [SharedDataTheory(S3DocumentationVectors.File)]
    [MemberData(nameof(All))]
    public void The_signature_of_the_string_to_sign_is_the_published_one(string name)
    {
        var (_, canonical, stringToSign, signature) = S3DocumentationVectors.Read().Single(example => example.Name == name);
        Assert.True(SignatureScope.TryParse($"{S3DocumentationVectors.AccessKeyId}/{S3DocumentationVectors.Scope}", out var scope));
        var key = new byte[SigningKey.LengthBytes];
        SigningKey.Derive(Encoding.UTF8.GetBytes(S3DocumentationVectors.Secret), scope, key);
        Assert.Equal(signature, Convert.ToHexStringLower(HMACSHA256.HashData(key, Encoding.UTF8.GetBytes(stringToSign))));
        if (canonical is null) return;
        var computed = new byte[SHA256.HashSizeInBytes];
        SigningKey.Sign(key, "20130524T000000Z", scope, Encoding.UTF8.GetBytes(canonical), computed);
        Assert.Equal(signature, Convert.ToHexStringLower(computed));
    }

    [SharedDataTheory(S3DocumentationVectors.File)]
    [MemberData(nameof(Requests))]
    public void A_published_request_authenticates(string name)
    {
        var request = S3DocumentationVectors.Request(name);
        var valid = Assert.IsType<SigV4Outcome.Valid>(S3DocumentationVectors.Authenticator().Authenticate(request));
        Assert.Equal(name.StartsWith("presigned", StringComparison.Ordinal) ? PayloadMode.Unsigned : PayloadMode.Signed, valid.PayloadMode);
        Assert.Equal(name == "put-object" ? "/test$file.text" : request.RawPath, valid.Target.Path);
    }

    [SharedDataFact(S3DocumentationVectors.File)]
    public void The_published_chunked_upload_authenticates_and_is_put_together()
    {
        var chunks = S3DocumentationVectors.Read().Where(example => example.Name.StartsWith("chunked-put chunk", StringComparison.Ordinal)).ToList();
        var body = string.Concat(chunks.Zip([65_536, 1024, 0], (chunk, size) =>
            $"{size:x};chunk-signature={chunk.Signature}\r\n{new string('a', size)}\r\n"));
        Assert.Equal(66_824, body.Length);
        var request = S3DocumentationVectors.Request("chunked-put-seed") with { Body = Encoding.ASCII.GetBytes(body) };
        var valid = Assert.IsType<SigV4Outcome.Valid>(S3DocumentationVectors.Authenticator().Authenticate(request));
        Assert.Equal((PayloadMode.SignedChunks, new string('a', 66_560)), (valid.PayloadMode, Encoding.ASCII.GetString(valid.Body.Span)));
    }
}
