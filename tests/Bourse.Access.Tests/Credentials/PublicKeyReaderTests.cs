using System.Security.Cryptography;
using Bourse.Access.Credentials;

namespace Bourse.Access.Tests.Credentials;

public sealed class PublicKeyReaderTests
{
    private const string X = "MKBCTNIcKUSDii11ySs3526iDZ8AiTo7Tu6KPAqv7D4";
    private const string Y = "4Etl6SRW2YiLUrN5vfvVHuhp7x8PxltmWWlbbM4IFyM";

    [Fact]
    public void The_key_id_is_the_RFC_7638_thumbprint()
    {
        // The example of RFC 7638 section 3.1.
        const string jwk = """
            {"kty":"RSA","e":"AQAB","alg":"RS256","kid":"2011-04-29",
             "n":"0vx7agoebGcQSuuPiLJXZptN9nndrQmbXEps2aiAFbWhM78LhWx4cbbfAAtVT86zwu1RK7aPFFxuhDR1L6tSoc_BJECPebWKRXjBZCiFV4n3oknjhMstn64tZ_2W-5JsGY4Hc5n9yBXArwl93lqt7_RN5w6Cf0h4QyQ5v-65YGjQR0_FDW2QvzqY368QQMicAtaSqzs8KJZgnYb9c7d0zgdAZHzu6qMQvRL5hajrn1n91CbOpbISD08qNLyrdkt-bFTWhAI4vMQFh6WeZu0fM4lFd2NcRwr3XPksINHaQ-G_xBniIqbw0Ls1jF44-csFCur-kEgU8awapJzKnqDKgw"}
            """;
        var key = PublicKeyReader.Read(jwk, out _)!;
        Assert.Equal(("NzbLsXh8uDCcd-6MNwXF4W_7noWXFZAfHkxZsRGC9Xs", SignatureAlgorithm.RS256), (key.KeyId, key.Algorithm));
    }

    [Fact]
    public void What_is_kept_reads_back_as_the_same_key()
    {
        using var rsa = RSA.Create(2048);
        using var ec = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        foreach (var pem in (string[])[rsa.ExportSubjectPublicKeyInfoPem(), ec.ExportSubjectPublicKeyInfoPem()])
        {
            var key = PublicKeyReader.Read(pem, out _)!;
            var kept = PublicKeyReader.Read(key.Jwk, out _)!;
            Assert.Equal((key.KeyId, key.Algorithm, key.Jwk), (kept.KeyId, kept.Algorithm, kept.Jwk));
        }
    }

    [Fact]
    public void A_PSS_key_verifies_PSS_and_nothing_else()
    {
        using var rsa = RSA.Create(2048);
        var parameters = rsa.ExportParameters(false);
        var jwk = $$"""{"kty":"RSA","alg":"PS256","n":"{{AssertionMaker.Encode(parameters.Modulus!)}}","e":"AQAB"}""";
        var key = PublicKeyReader.Read(jwk, out _)!;
        Assert.True(key.Verify("data"u8, rsa.SignData("data"u8, HashAlgorithmName.SHA256, RSASignaturePadding.Pss)));
        Assert.False(key.Verify("data"u8, rsa.SignData("data"u8, HashAlgorithmName.SHA256, RSASignaturePadding.Pkcs1)));
        Assert.False(key.Verify("date"u8, rsa.SignData("data"u8, HashAlgorithmName.SHA256, RSASignaturePadding.Pss)));
    }

    /// <summary>
    /// Encodings of the eight points of small order, of the first ones with the sign that RFC 8032 refuses, and of y beyond the prime; last a y that no point has.
    /// Under the first eight a signature holds for one message in eight or for all, whoever made it.
    /// </summary>
    [Theory]
    [InlineData("0100000000000000000000000000000000000000000000000000000000000000")]
    [InlineData("ecffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff7f")]
    [InlineData("0000000000000000000000000000000000000000000000000000000000000000")]
    [InlineData("0000000000000000000000000000000000000000000000000000000000000080")]
    [InlineData("26e8958fc2b227b045c3f489f2ef98f0d5dfac05d3c63339b13802886d53fc05")]
    [InlineData("26e8958fc2b227b045c3f489f2ef98f0d5dfac05d3c63339b13802886d53fc85")]
    [InlineData("c7176a703d4dd84fba3c0b760d10670f2a2053fa2c39ccc64ec7fd7792ac037a")]
    [InlineData("c7176a703d4dd84fba3c0b760d10670f2a2053fa2c39ccc64ec7fd7792ac03fa")]
    [InlineData("0100000000000000000000000000000000000000000000000000000000000080")]
    [InlineData("edffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff7f")]
    [InlineData("eeffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff7f")]
    [InlineData("ffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff")]
    [InlineData("0200000000000000000000000000000000000000000000000000000000000000")]
    public void An_Ed25519_key_that_is_no_point_or_proves_nothing_is_refused(string hexadecimal)
    {
        var x = AssertionMaker.Encode(Convert.FromHexString(hexadecimal));
        Assert.Null(PublicKeyReader.Read($$"""{"kty":"OKP","crv":"Ed25519","x":"{{x}}"}""", out var problem));
        Assert.Equal("The key is malformed: it is no point of the curve, or one under which anybody can sign. Make a new one.", problem);
    }

    [Fact]
    public void The_EdDSA_example_of_RFC_8037_verifies_and_its_PEM_is_the_same_key()
    {
        // Appendix A.2 to A.4.
        const string jws = "eyJhbGciOiJFZERTQSJ9.RXhhbXBsZSBvZiBFZDI1NTE5IHNpZ25pbmc."
            + "hgyY0il_MGCjP0JzlnLWG1PPOt7-09PGcvMg3AIbQR6dWbhijcNR4ki4iylGjg5BhVsPt9g7sVvpAr_MuM0KAg";
        var key = PublicKeyReader.Read("""{"kty":"OKP","crv":"Ed25519","x":"11qYAYKxCrfVS_7TyWQHOg7hcvPapiMlrwIaaPcHURo"}""", out _)!;
        Assert.Equal("kPrK_qmxVWaYVA9wwBF6Iuo3vVzz7TxHCTwXBygrS4k", key.KeyId);
        Assert.True(JsonWebSignature.TryParse(jws, out var parsed) && parsed.IsSignedBy(key));
        Assert.True(JsonWebSignature.TryParse(jws[..^3] + "BAg", out var changed) && !changed.IsSignedBy(key));
        var point = Convert.ToBase64String(Convert.FromHexString("d75a980182b10ab7d54bfed3c964073a0ee172f3daa62325af021a68f707511a"));
        var pem = $"-----BEGIN PUBLIC KEY-----\nMCowBQYDK2VwAyEA{point}\n-----END PUBLIC KEY-----";
        Assert.Equal(key.KeyId, PublicKeyReader.Read(pem, out _)!.KeyId);
        Assert.Equal(key.KeyId, PublicKeyReader.Read(key.Jwk, out _)!.KeyId);
    }

    [Theory]
    [InlineData("", "The key is neither a JWK nor PEM (-----BEGIN PUBLIC KEY-----).")]
    [InlineData("{", "The JWK is not valid JSON, or repeats a member.")]
    [InlineData("{\"kty\":\"EC\",\"kty\":\"EC\"}", "The JWK is not valid JSON, or repeats a member.")]
    [InlineData("{\"keys\":[]}", "This is a JWK set; give one JWK.")]
    [InlineData("{\"kty\":\"oct\",\"k\":\"AAAA\"}", "This is a private or shared key. Register the public half only, and make a new key pair: this one has been sent.")]
    [InlineData("{\"kty\":\"EC\",\"crv\":\"P-521\"}", "The JWK's \"kty\" must be \"RSA\", \"EC\" with \"crv\" \"P-256\", or \"OKP\" with \"crv\" \"Ed25519\".")]
    [InlineData("{\"kty\":\"EC\",\"crv\":\"P-256\",\"use\":\"enc\"}", "The JWK's \"use\" must be \"sig\".")]
    [InlineData("{\"kty\":\"EC\",\"crv\":\"P-256\",\"key_ops\":[\"sign\"]}", "The JWK's \"key_ops\" must be [\"verify\"].")]
    [InlineData("{\"kty\":\"EC\",\"crv\":\"P-256\",\"alg\":\"HS256\"}", "The algorithm of a P-256 key must be ES256.")]
    [InlineData("{\"kty\":\"OKP\",\"crv\":\"X25519\"}",
        "The JWK's \"kty\" must be \"RSA\", \"EC\" with \"crv\" \"P-256\", or \"OKP\" with \"crv\" \"Ed25519\".")]
    [InlineData("{\"kty\":\"OKP\",\"crv\":\"Ed25519\",\"alg\":\"ES256\"}", "The algorithm of an Ed25519 key must be EdDSA.")]
    [InlineData("{\"kty\":\"OKP\",\"crv\":\"Ed25519\",\"x\":\"AAAA\"}", "An Ed25519 JWK needs \"x\" of 32 bytes as base64url without padding.")]
    [InlineData("{\"kty\":\"RSA\",\"alg\":\"none\"}", "The algorithm of an RSA key must be RS256 or PS256.")]
    [InlineData("{\"kty\":\"RSA\",\"n\":\"AQ==\",\"e\":\"AQAB\"}", "An RSA JWK needs \"n\" and \"e\" as base64url without padding.")]
    [InlineData("{\"kty\":\"RSA\",\"n\":\"AQ\",\"e\":\"AQAB\"}", "An RSA key has 2048 to 8192 bits.")]
    [InlineData(
        "{\"kty\":\"EC\",\"crv\":\"P-256\",\"x\":\"" + X + "\",\"y\":\"AA\"}", "A P-256 JWK needs \"x\" and \"y\" of 32 bytes each as base64url without padding.")]
    [InlineData("{\"kty\":\"EC\",\"crv\":\"P-256\",\"x\":\"" + X + "\",\"y\":\"" + X + "\"}", "The key is malformed, or its point is not on the curve.")]
    public void A_key_that_cannot_be_used_is_refused_by_its_rule(string text, string problem)
    {
        Assert.Null(PublicKeyReader.Read(text, out var said));
        Assert.Equal(problem, said);
    }

    [Fact]
    public void The_same_point_with_its_right_half_is_accepted() =>
        Assert.Equal(SignatureAlgorithm.ES256, PublicKeyReader.Read($$"""{"kty":"EC","crv":"P-256","x":"{{X}}","y":"{{Y}}"}""", out _)!.Algorithm);

    [Fact]
    public void Short_RSA_keys_other_curves_and_private_PEM_are_refused()
    {
        using var rsa = RSA.Create(1024);
        using var p384 = ECDsa.Create(ECCurve.NamedCurves.nistP384);
        Assert.Null(PublicKeyReader.Read(rsa.ExportSubjectPublicKeyInfoPem(), out var problem));
        Assert.Equal("An RSA key has 2048 to 8192 bits.", problem);
        Assert.Null(PublicKeyReader.Read(p384.ExportSubjectPublicKeyInfoPem(), out problem));
        Assert.Equal("The key must be RSA, EC on P-256, or Ed25519.", problem);
        Assert.Null(PublicKeyReader.Read(rsa.ExportRSAPrivateKeyPem(), out problem));
        Assert.Equal("This is a private key. Register the public half only, and make a new key pair: this one has been sent.", problem);
        Assert.Null(PublicKeyReader.Read(rsa.ExportRSAPublicKeyPem(), out problem));
        Assert.Equal("The PEM must be a PUBLIC KEY, as `openssl pkey -pubout` writes it.", problem);
    }

    [Fact]
    public void An_oversized_text_is_refused_before_it_is_read()
    {
        Assert.Null(PublicKeyReader.Read("{" + new string(' ', 20_000) + "}", out var problem));
        Assert.Equal("A public key is at most 16 KiB of JWK or PEM.", problem);
    }
}
